"""What was fixed, remarked or rejected in the files, and which questions were open."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.language import N_, Language

REACTIONS: Mapping[str, str] = {
    "rejected": N_("Rejected"),
    "warned": N_("Accepted with a remark"),
    "fixed": N_("Fixed"),
    "skipped": N_("Skipped"),
}

REMARKS: Mapping[str, str] = {
    # skipped rows
    "blank": N_("blank row"),
    "title": N_("title row"),
    "header": N_("header row"),
    "footer": N_("row below the table"),
    "total": N_("row of totals"),
    "answered": N_("row settled in the error workbook that was given with it"),
    "unrecognised": N_("sheet not recognised"),
    # whole rows
    "invalid_bytes": N_("bytes that are no text in this encoding"),
    "nul": N_("NUL character in the row"),
    "key_conflict": N_("same key, different content: nobody knows which is right"),
    "surplus_cells": N_("cells beyond the last header, not used"),
    "missing": N_("a required cell is empty"),
    "other_store": N_("not a row of the stores you import for"),
    "no_store": N_("nobody knows the store of this row"),
    # files
    "bom": N_("byte order mark removed"),
    "encoding_gb18030": N_("read as GB18030 (GBK)"),
    "encoding_utf16": N_("read as UTF-16"),
    "encoding_mixed": N_("two encodings in one file"),
    "semicolon": N_("columns parted by semicolons"),
    "tab": N_("columns parted by tabs"),
    "pipe": N_("columns parted by vertical bars"),
    "unknown_column": N_("column not known, not used"),
    "wrong_extension": N_("the extension does not fit the content; read by content"),
    # text
    "nul_character": N_("NUL character"),
    "bidi_control": N_("invisible character that reverses text"),
    "trimmed": N_("blanks and invisible characters removed"),
    "line_break": N_("line break removed"),
    "quoted_code": N_('="…" around a code removed'),
    "full_width": N_("full-width characters made narrow"),
    "private_use_character": N_("character that only the exporting system can show"),
    "formula_text": N_("text that starts like a formula; kept as text, never calculated"),
    "error_value": N_("error value such as #REF!"),
    "uncached_formula": N_("formula without a stored result"),
    "code_digits_lost": N_("digits of the number are lost (1.23E+10)"),
    "unknown_word": N_("word whose meaning is not known"),
    # VIN, plate, phone
    "vin_length": N_("VIN without 17 characters"),
    "vin_character": N_("VIN with I, O, Q or other characters it cannot have"),
    "vin_check_digit": N_("check digit of the VIN does not fit (usual with imported cars)"),
    "lower_case": N_("lower-case letters made capital"),
    "separators": N_("separators removed"),
    "plate_form": N_("not a Chinese plate"),
    "no_plate_yet": N_("no plate yet"),
    "plate_dropped": N_("plate on two cars, kept on neither"),
    "phone_form": N_("phone in another form"),
    "phone_digits_lost": N_("digits of the phone are lost (1.38E+10)"),
    "phone_masked": N_("phone already masked by the exporting system"),
    "several_phones": N_("several phones in one cell; the first mobile taken"),
    "landline": N_("landline in the column of mobiles"),
    # dates
    "date_form": N_("date in another form"),
    "excel_serial": N_("date as a spreadsheet serial number"),
    "time_zone": N_("time converted to Shanghai time"),
    "impossible_date": N_("date that does not exist"),
    "in_the_future": N_("date in the future"),
    "before_1990": N_("date before 1990"),
    "before_delivery": N_("visit before the delivery of the car; kept, does not count as a visit"),
    "day_order": N_("day and month cannot be told apart"),
    # money, mileage, scores
    "money_form": N_("amount in another form"),
    "money_decimals": N_("amount with more than two decimals"),
    "money_exponent": N_("amount with an exponent: digits are lost"),
    "money_too_large": N_("amount too large to be true"),
    "negative_price": N_("negative amount outside a return"),
    "sum_differs": N_("labour and parts do not add up to the total"),
    "differs_from_lines": N_("the lines do not add up to the order's total"),
    "odometer_form": N_("mileage in another form"),
    "odometer_range": N_("mileage below zero or above 2,000,000 km"),
    "odometer_fell": N_("mileage lower than at an earlier visit"),
    "score_form": N_("score in another form"),
    "score_scale": N_("score of another scale, converted in proportion"),
    "score_range": N_("score outside the scale"),
    "number_form": N_("number in another form"),
    "number_range": N_("number outside what is possible"),
}

REJECTIONS: Mapping[str, str] = {
    "date_form": N_("not a date that can be read"),
    "money_form": N_("not an amount that can be read"),
    "phone_form": N_("not a phone number"),
    "odometer_form": N_("not a mileage that can be read"),
    "score_form": N_("not a score that can be read"),
    "number_form": N_("not a number that can be read"),
}
"""Where a code means “put right” of an accepted row and “beyond repair” of a rejected one."""

QUESTIONS: Mapping[str, str] = {
    "column": N_("Is the column “%(subject)s” this field?"),
    "kind": N_("What does the sheet “%(subject)s” hold?"),
    "header_rows": N_("Do rows %(subject)s form the header together?"),
    "day_order": N_("Is %(subject)s written month first or day first?"),
    "plate_moves": N_("%(plates)s plates stand on more than one car, for example %(plate)s. Did they move?"),
}

ANSWERS: Mapping[str, str] = {
    "yes": N_("yes"),
    "no": N_("no"),
    "ignore": N_("not used"),
    "mdy": N_("month first"),
    "dmy": N_("day first"),
    "ymd": N_("year first"),
}

ANSWERED_BY: Mapping[str, str] = {
    "mapping": N_("mapping file"),
    "user": N_("you"),
    "proposal": N_("proposal taken"),
}

PROFIT_BASIS: Mapping[str, str] = {
    "costs": N_("Gross profit is revenue less the costs of parts and labour given in the files."),
    "margin_rate": N_("Costs are missing: gross profit is estimated with a margin rate per kind of visit."),
    "settled_amount": N_("Neither costs nor a margin rate are known: the settled amount stands for profit."),
}


def remark(code: str, language: Language) -> str:
    return language(REMARKS.get(code, code.replace("_", " ")))


def rejection(code: str, language: Language) -> str:
    """Why a row was rejected."""
    return language(REJECTIONS[code]) if code in REJECTIONS else remark(code, language)
