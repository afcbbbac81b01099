"""Why a readable file is refused because of what its columns say."""

from __future__ import annotations

from liuke.values.refusal import Refusal


class DuplicateHeaders(Refusal):
    code = "duplicate_headers"
    sentence = (
        "%(file)s, sheet “%(sheet)s”: columns %(first)s and %(second)s both have the header “%(header)s”. "
        "Rename one of them and run again."
    )


class RequiredColumnMissing(Refusal):
    code = "required_column_missing"
    sentence = (
        "%(file)s, sheet “%(sheet)s” looks like %(kind)s but has no column for %(field)s. "
        "Export it again with that column, or name the column in a mapping file (--mapping)."
    )


class NothingInFile(Refusal):
    code = "nothing_in_file"
    sentence = "%(file)s holds no rows below a header. Export it again, or leave it out."


class OnlyHiddenSheets(Refusal):
    code = "only_hidden_sheets"
    sentence = (
        "%(file)s holds rows on hidden sheets only (%(sheets)s), and those are not read unless "
        "they are chosen. Show the sheet, save the file and run again."
    )


class MappingDoesNotFit(Refusal):
    code = "mapping_does_not_fit"
    sentence = "The mapping file %(file)s cannot be used: %(why)s. Correct it or leave --mapping out."
