"""Files as they are uploaded: known by their content, refused in a sentence."""

import hashlib
import re
import zipfile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from qms.records.models import Import
from qms.records.reading.cells import Unreadable
from qms.records.reading.extent import is_measured
from qms.records.reading.tables import BYTE_ORDER_MARKS, WORKBOOK_MARKS, sheets

#: How many times the permitted size a workbook may have once it is unpacked.
UNPACKED = 40
#: More than any office's table has; the page of the columns shows each of them.
ROWS, COLUMNS = 1_000_000, 300
TOO_MUCH = _(
    "The file holds more than can be read: delete what stands far outside its tables."
)
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
#: Text, but no table: PDF, RTF, and the web pages that some programs call .xls.
OTHER_TEXTS = (b"%PDF", b"{\\rtf", b"<")


def admit(upload, by):
    """Keep an uploaded file as a new import; raise ValidationError for a bad one."""
    _check_size(upload)
    _check_content(upload)
    _check_extent(upload)
    try:
        found = tables_in(upload)
    except Unreadable as unreadable:
        raise ValidationError(unreadable.reason) from unreadable
    if not found:
        raise ValidationError(_("There is no table in the file."))
    if max(sheet.columns for sheet in found) > COLUMNS:
        raise ValidationError(TOO_MUCH)
    return _keep(upload, by)


def tables_in(file):
    """The sheets on which there is a table."""
    return [sheet for sheet in sheets(file) if sheet.rows > 1 and sheet.columns > 1]


def _check_size(upload):
    if not upload.size:
        raise ValidationError(_("The file is empty."))
    if upload.size > settings.ATTACHMENT_LIMIT:
        raise ValidationError(
            _("%(name)s is larger than %(limit)s."),
            params={
                "name": upload.name,
                "limit": filesizeformat(settings.ATTACHMENT_LIMIT),
            },
        )


def _check_content(upload):
    head = upload.read(8192)
    upload.seek(0)
    if head.startswith(WORKBOOK_MARKS):
        is_sound = _unpacked_size(upload) < UNPACKED * settings.ATTACHMENT_LIMIT
    elif head.startswith(BYTE_ORDER_MARKS):
        is_sound = True
    else:
        is_sound = not (BINARY.search(head) or head.lstrip().startswith(OTHER_TEXTS))
    if not is_sound:
        raise ValidationError(_("Only tables are read: xlsx, xls, ods or csv."))


def _check_extent(upload):
    content = upload.read()
    upload.seek(0)
    if content.startswith(WORKBOOK_MARKS):
        is_readable = is_measured(content)
    else:
        is_readable = max(content.count(b"\n"), content.count(b"\r")) <= ROWS
    if not is_readable:
        raise ValidationError(TOO_MUCH)


def _unpacked_size(upload):
    """What a workbook says that it unpacks to; an .xls is not packed."""
    try:
        with zipfile.ZipFile(upload) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return upload.size
    finally:
        upload.seek(0)


def _keep(upload, by):
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    imported = Import(
        name=upload.name[-200:], size=upload.size, sha256=digest, made_by=by
    )
    path = imported.file.field.upload_to(imported, upload.name)
    if imported.file.storage.exists(path):
        imported.file = path
    else:
        imported.file.save(path, upload, save=False)
    imported.save()
    return imported


def again(imported, by):
    """A new import of the same file, for another of its sheets."""
    return Import.objects.create(
        name=imported.name,
        size=imported.size,
        sha256=imported.sha256,
        file=imported.file.name,
        made_by=by,
    )
