"""Why a whole file is not read: each refusal names the file and says what its owner can do."""

from __future__ import annotations

from liuke.values.refusal import Refusal


class FileRefused(Refusal):
    """Base of every reason not to read a file; all carry the parameter ``file``, the name as given."""

    code = "file_refused"
    sentence = "%(file)s cannot be read."


class FileMissing(FileRefused):
    code = "file_missing"
    sentence = "%(file)s does not exist. Check the path."


class FileIsFolder(FileRefused):
    code = "file_is_folder"
    sentence = "%(file)s is a folder. Name the files in it, for example %(file)s/*.xlsx."


class FileNotReadable(FileRefused):
    code = "file_not_readable"
    sentence = (
        "%(file)s may not be read (%(reason)s). Check its permissions, or close the program that has it open."
    )


class FileNameTooLong(FileRefused):
    """``file`` is the beginning of the name: no file can have such a one, so it was mistyped or pasted."""

    code = "file_name_too_long"
    sentence = "No file can have a name as long as this: %(file)s. Check the path."


class FileEmpty(FileRefused):
    code = "file_empty"
    sentence = "%(file)s is empty (0 bytes). Export it again."


class FormatUnknown(FileRefused):
    """``found`` says what the bytes look like."""

    code = "format_unknown"
    sentence = "%(file)s is not a table that can be read (%(found)s). Save it as .xlsx or .csv and try again."


class FilePasswordProtected(FileRefused):
    code = "file_password_protected"
    sentence = "%(file)s is protected by a password. Open it, remove the password, save it and try again."


class FileDamaged(FileRefused):
    """``detail`` is the finding of the reader, for the person who looks after the export."""

    code = "file_damaged"
    sentence = (
        "%(file)s is damaged or incomplete (%(detail)s). Export it again, or open it and save it as .xlsx."
    )


class ZipBomb(FileRefused):
    code = "zip_bomb"
    sentence = (
        "%(file)s would unpack to more than a workbook should (%(unpacked_mib)s MiB from %(packed_mib)s MiB) "
        "and is not opened. If it is a real export, split it or save it as .csv."
    )


class ZipPathOutside(FileRefused):
    code = "zip_path_outside"
    sentence = (
        "%(file)s contains a part that points outside of the file (%(part)s) and is not opened. "
        "Save it anew as .xlsx."
    )


class XmlDeclarationForbidden(FileRefused):
    """A document type or an entity declaration: no spreadsheet program writes one, an attack does."""

    code = "xml_declaration_forbidden"
    sentence = (
        "%(file)s contains a document type declaration (%(part)s), which no export needs, and is not opened. "
        "Save it anew as .xlsx."
    )


class SheetTooSparse(FileRefused):
    code = "sheet_too_sparse"
    sentence = (
        "Sheet %(sheet)s of %(file)s has single cells as far out as row %(row)s and column %(column)s. "
        "Delete the rows and columns beyond the table, save it and try again."
    )


class NoSheet(FileRefused):
    code = "no_sheet"
    sentence = "%(file)s contains no sheet with a table. Export it again."


class QuoteNotClosed(FileRefused):
    code = "quote_not_closed"
    sentence = (
        '%(file)s: a quotation mark (") opened in line %(line)s is never closed, so the rows after it '
        "cannot be told apart. Correct that line and try again."
    )


class TooManyInvalidRows(FileRefused):
    code = "too_many_invalid_rows"
    sentence = (
        "%(file)s: %(invalid)s of %(rows)s rows are not valid text in any encoding known for such exports, "
        "more than 1 %%. Export it again as UTF-8 or GB18030, or as .xlsx."
    )
