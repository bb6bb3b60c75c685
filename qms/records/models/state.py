"""Where a record stands. Everything finer is computed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    SIGNED = "signed", _("signed")
    REJECTED = "rejected", _("rejected")
    AMENDED = "amended", _("amended")
    VOID = "void", _("void")


#: States in which the content of a record does not change any more.
FROZEN = frozenset({State.SIGNED, State.REJECTED, State.AMENDED, State.VOID})
