"""Files that people bring in: what was read in them, and what became of it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def import_path(imported, name):
    """Where an imported file lies: by its digest, one content stored once."""
    return f"imports/{imported.sha256[:2]}/{imported.sha256}"


class Import(models.Model):
    """A table of an office on its way in: one sheet of one file, read as one thing."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("columns to be named")
        READING = "reading", _("is being read")
        READ = "read", _("to be looked through")
        TAKING = "taking", _("is being taken")
        TAKEN = "taken", _("taken")
        UNDOING = "undoing", _("is being undone")
        UNDONE = "undone", _("undone")

    #: While a worker is at it; where that state goes back to if it fails.
    UNDER_WAY = {
        State.READING: State.UPLOADED,
        State.TAKING: State.READ,
        State.UNDOING: State.TAKEN,
    }
    #: The page that shows each state.
    PAGES = {
        State.UPLOADED: "sheet",
        State.READ: "preview",
        State.TAKEN: "done",
        State.UNDONE: "done",
    }

    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    file = models.FileField(upload_to=import_path, max_length=200)
    #: Which kind of thing the rows are, by the key of its target.
    target = models.CharField(_("what it holds"), max_length=40, blank=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    header = models.PositiveIntegerField(default=1)
    #: Index of a column → name of the field that it is read into.
    columns = models.JSONField(default=dict)
    #: What the user has said besides: orders of day and month, where goods go.
    options = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.UPLOADED
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    #: What went wrong at last, a sentence in each language.
    failure = models.JSONField(default=dict)
    #: What was made besides the records of the rows: model → primary keys.
    made = models.JSONField(default=dict)
    #: What is to be known of the whole, each a sentence in each language.
    outlook = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("made by"),
        related_name="+",
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self):
        return " · ".join(filter(None, (self.name, self.sheet)))

    def get_absolute_url(self):
        page = self.PAGES.get(self.state, "progress")
        return reverse(f"import-{page}", args=[self.pk])

    @property
    def is_under_way(self):
        return self.state in self.UNDER_WAY

    @property
    def percent(self):
        return 100 * self.done // self.total if self.total else 0

    @property
    def failure_text(self):
        return self.failure.get(get_language(), "")

    @property
    def outlook_texts(self):
        return [said.get(get_language(), "") for said in self.outlook]

    def move(self, state, **values):
        """Go over into a state, unless somebody else has moved it meanwhile."""
        values |= {"state": state, "moved_at": timezone.now()}
        where_it_was = Import.objects.filter(pk=self.pk, state=self.state)
        if not where_it_was.update(**values):
            return False
        self.refresh_from_db()
        return True

    def note_progress(self, done, total):
        self.done, self.total, self.moved_at = done, total, timezone.now()
        self.save(update_fields=["done", "total", "moved_at"])

    def remember(self, things):
        """Keep what was made besides the records, so that it can be undone."""
        for thing in things:
            self.made.setdefault(thing._meta.label, []).append(thing.pk)
        self.save(update_fields=["made"])

    def counts(self):
        """How many rows there are of each verdict, and how many were taken."""
        counted = dict.fromkeys(ImportRow.Verdict.values, 0)
        found = self.rows.order_by().values_list("verdict")
        counted |= dict(found.annotate(models.Count("pk")))
        counted["taken"] = self.rows.exclude(object_id=None).count()
        return counted

    def earlier(self, sheet):
        """The last import that was taken from the same sheet of the same file."""
        same = Import.objects.filter(sha256=self.sha256, sheet=sheet)
        taken = same.filter(state=self.State.TAKEN).exclude(pk=self.pk)
        return taken.select_related("made_by").first()


class ImportRowQuerySet(models.QuerySet):
    def waiting(self):
        """What is to be taken: the good rows, and the doubtful ones agreed to."""
        row = self.model.Verdict
        agreed = models.Q(verdict=row.DOUBTFUL, accepted=True)
        return self.filter(models.Q(verdict=row.GOOD) | agreed, object_id=None)

    def left(self):
        """What stays out: the wrong rows, and the doubtful ones not agreed to."""
        row = self.model.Verdict
        out = self.filter(verdict__in=(row.DOUBTFUL, row.WRONG), accepted=False)
        return out.filter(object_id=None)


class ImportRow(models.Model):
    """What was read in one row, and what is to be said of it."""

    class Verdict(models.TextChoices):
        GOOD = "good", _("good")
        DOUBTFUL = "doubtful", _("doubtful")
        WRONG = "wrong", _("wrong")
        KNOWN = "known", _("already there")

    source = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    #: As the spreadsheet counts.
    number = models.PositiveIntegerField()
    #: Name of a field → what was read, as text.
    cells = models.JSONField(default=dict)
    #: What is doubtful or wrong: column, cell, level, and the sentence by language.
    findings = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict)
    #: Whether a tick is enough to take it all the same.
    acceptable = models.BooleanField(default=False)
    accepted = models.BooleanField(default=False)
    #: The record that it became.
    object_id = models.PositiveBigIntegerField(null=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], name="records_importrow_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["source", "verdict"], name="records_importrow_verdict"
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.number}"
