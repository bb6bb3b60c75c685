"""Papers attached to a record: kept as they are, known by their SHA-256."""

import hashlib
from dataclasses import dataclass

import puremagic
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: What may be attached, by content: type and how it may be shown in a page.
TYPES = {
    "application/pdf": "frame",
    "image/png": "image",
    "image/jpeg": "image",
    "image/webp": "image",
    "text/csv": "",
    "text/plain": "",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "",
    "application/vnd.ms-excel": "",
    "application/zip": "",
}


@dataclass(frozen=True)
class Paper:
    """A slot for papers, of a record or each of its lines: a licence copy, a photo."""

    slot: str
    label: str
    #: Whether it must be there at submission: a bool, the name of a field or method
    #: of the record or line that has the slot, or a function of it.
    required: object = True
    #: The foreign key to an earlier record whose papers in the slot of this name are
    #: taken over when a draft is begun.
    taken_from: str = ""

    def is_needed(self, row):
        wanted = self.required
        if callable(wanted):
            return bool(wanted(row))
        if isinstance(wanted, str):
            wanted = getattr(row, wanted)
            return bool(wanted() if callable(wanted) else wanted)
        return wanted


def content_path(attachment, name):
    """Where a file lies: by its digest, so that one content is stored once."""
    return f"attachments/{attachment.sha256[:2]}/{attachment.sha256}"


def content_type(head, name):
    """The type of a file by its first bytes; the name only tells kin apart.

    Raises ValidationError for what may not be attached.
    """
    try:
        matches = puremagic.magic_string(head, filename=name)
    except (puremagic.PureError, ValueError):
        matches = []
    # A match without bytes is a guess from the name.
    found = [m.mime_type for m in matches if m.byte_match]
    if not found and name.lower().endswith((".csv", ".txt")) and b"\0" not in head:
        found = ["text/csv" if name.lower().endswith(".csv") else "text/plain"]
    for mime in found:
        if mime in TYPES:
            return mime
    raise ValidationError(
        _("%(name)s is not a PDF, picture, Office document or text."),
        params={"name": name},
    )


class AttachmentQuerySet(models.QuerySet):
    def of(self, record):
        kind = ContentType.objects.get_for_model(record)
        return self.filter(kind=kind, object_id=record.pk)

    def current(self):
        return self.filter(withdrawn_at=None)


class Attachment(models.Model):
    """A file in a slot of a record. A wrong one is withdrawn, never deleted."""

    kind = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("kind", "object_id")
    slot = models.CharField(max_length=60)
    #: The line it belongs to; none, if it is the record's or speaks of all lines.
    line_id = models.PositiveBigIntegerField(null=True)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    file = models.FileField(upload_to=content_path, max_length=200)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["slot", "pk"]
        indexes = [models.Index(fields=["kind", "object_id"])]

    def __str__(self):
        return self.name

    @classmethod
    def verify(cls):
        """Yield a sentence for each paper whose file is not what was put there."""
        for paper in cls.objects.order_by("pk").iterator():
            said = {"name": paper.name, "id": paper.pk}
            try:
                with paper.file.open() as content:
                    found = hashlib.file_digest(content, "sha256").hexdigest()
            except OSError:
                yield _("The paper %(name)s (id %(id)s) has no file any more.") % said
                continue
            if found != paper.sha256:
                yield _("The file of %(name)s (id %(id)s) was altered.") % said

    @property
    def preview(self):
        """How a browser may show it: "image", "frame" or not at all."""
        return TYPES.get(self.content_type, "")

    def take(self, upload):
        """Read an uploaded file: check size and type, keep content and digest.

        Raises ValidationError with a sentence for the user.
        """
        if upload.size > settings.ATTACHMENT_LIMIT:
            raise ValidationError(
                _("%(name)s is larger than %(limit)s."),
                params={
                    "name": upload.name,
                    "limit": filesizeformat(settings.ATTACHMENT_LIMIT),
                },
            )
        head = upload.read(8192)
        self.content_type = content_type(head, upload.name)
        upload.seek(0)
        self.sha256 = hashlib.file_digest(upload, "sha256").hexdigest()
        upload.seek(0)
        self.name, self.size = upload.name[-200:], upload.size
        stored = content_path(self, upload.name)
        if self.file.storage.exists(stored):
            self.file = stored
        else:
            self.file.save(stored, upload, save=False)
        return self
