"""What every kind of record is: numbered, stated, filled in, kept."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records import retention
from qms.records.rules import Problem, Refused, incomplete

from .evidence import Evidence
from .glance import Glance, at_a_glance
from .lifecycle import LifeCycle
from .papers import Papers
from .queryset import RecordQuerySet
from .row import Entry, Line, Row
from .series import Series
from .state import State
from .trail import Trail


class Record(LifeCycle, Papers, Evidence, Glance, Row):
    """A sheet of paper: one row with its lines, papers and signatures.

    A kind of record is a subclass that says what is filled in, who signs, how it
    is numbered, which rules it obeys and what follows from it.
    """

    number = models.CharField(_("number"), max_length=24, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    made_on = models.DateField(_("date"), default=timezone.localdate)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        verbose_name=_("made by"),
        related_name="+",
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    effective_at = models.DateTimeField(_("in effect since"), null=True, editable=False)
    keep_until = models.DateField(_("keep until"), null=True, editable=False)
    kept_for_ever = models.BooleanField(
        _("kept for ever"), default=False, editable=False
    )
    #: Counts the saves, so that two windows on one draft notice each other.
    version = models.PositiveIntegerField(default=0, editable=False)
    #: Counts the submissions; each asks for the signatures anew.
    round = models.PositiveSmallIntegerField(_("submission"), default=0, editable=False)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        verbose_name=_("corrects"),
        related_name="corrections",
    )
    correction_reason = models.TextField(
        _("reason of the correction"), blank=True, editable=False
    )

    #: Why the author goes on despite warnings.
    justification = models.TextField(_("justification"), blank=True, editable=False)

    signatures = GenericRelation("records.Signature", "object_id", "kind")
    objects = RecordQuerySet.as_manager()

    #: Declared by each kind of record.
    form_no = ""
    series = None
    signed_by = ()
    rules = ()
    kept = retention.r2
    #: Names of the foreign keys to the records that this kind starts from.
    follows = ()
    #: What a signature most likely fills in: name of the field → function of nothing.
    proposes = {}
    #: A word that the sheet bears across the page, whatever its state.
    mark = ""
    #: Whether its date is one that is planned: else it tells of a day that has come.
    planned = False
    #: Other names for inherited fields, as the regulator calls them on this sheet.
    labels = {}

    class Meta:
        abstract = True
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "made_by"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="%(app_label)s_%(class)s_number_unique",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(state__in=("signed", "amended")),
                name="%(app_label)s_%(class)s_corrected_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(number=""),
                name="%(app_label)s_%(class)s_numbered_once_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(kept_for_ever=True)
                | Q(keep_until__isnull=False),
                name="%(app_label)s_%(class)s_kept_once_signed",
            ),
        ]

    def __str__(self):
        return self.number or f"{self._meta.verbose_name} ({State.DRAFT.label})"

    @classmethod
    def from_db(cls, db, field_names, values):
        made = super().from_db(db, field_names, values)
        if "state" in field_names:
            made._stored_state = made.state
        return made

    def get_absolute_url(self):
        return reverse(
            f"{self._meta.app_label}:{self._meta.model_name}-detail", args=[self.pk]
        )

    # Writing

    def validate_constraints(self, exclude=None):
        """State and correction, which nobody types, decide which constraints hold."""
        decisive = {"state", "corrects"}
        super().validate_constraints(exclude=set(exclude or ()) - decisive)

    def save(self, *args, by, reason="", lines=(), **kwargs):
        """Save a draft, and its lines where formsets of them are given."""
        self.must_be_open()
        with transaction.atomic():
            self._save_version(by, reason, **kwargs)
            for formset in lines:
                formset.instance = self
                formset.save(by=by)

    def must_be_open(self):
        """Demand a draft, unless a step of its life is being taken."""
        if self._stored_state != State.DRAFT and not self._in_verb:
            raise Refused([self._not_now()])

    def _save_version(self, by, reason, **kwargs):
        adding = self._state.adding
        if adding:
            self.made_by = by
        self.version += 1
        # What was signed keeps saying what the masters said then.
        if self._stored_state == State.DRAFT:
            self.copy_masters()
        super().save(by=by, reason=reason, **kwargs)
        self._stored_state = self.state
        if adding and not self.corrects_id:
            self.take_over_papers(by)
        if not self._in_verb:
            act = Trail.Act.CREATED if adding else Trail.Act.CHANGED
            Trail.objects.note(act, by, self)

    def begin(self):
        """Fill in what the record that this one follows knows; return its lines."""
        return []

    # Reading

    @classmethod
    def all_rules(cls):
        """The rules of this kind, its signatures and growing tables, and of voiding."""
        tables = (relation.related_model for relation in cls._meta.related_objects)
        entries = [table for table in tables if issubclass(table, Entry)]
        owners = (cls, *cls.signed_by, *entries)
        named = [rule for each in owners for rule in each.rules]
        return list(dict.fromkeys([*named, *cls.voiding]))

    @classmethod
    def all_series(cls):
        """The series that this kind is numbered in: the usual one and special ones."""
        declared = [each for base in cls.__mro__ for each in vars(base).values()]
        return [each for each in declared if isinstance(each, Series)]

    @classmethod
    def line_relations(cls):
        """The names under which this kind holds its lines, in order of declaration."""
        return [
            relation.get_accessor_name()
            for relation in cls._meta.related_objects
            if relation.field.name == "record"
            and issubclass(relation.related_model, Line)
            and not issubclass(relation.related_model, Entry)
        ]

    def rows(self):
        """All lines of this record."""
        names = self.line_relations()
        return [row for name in names for row in self.lines_with(relation=name)]

    def hands(self):
        """Everybody who had a hand in this record: who made it and who signed."""
        given = [s for s in self.places() if s.signed_at]
        return {self.made_by_id, *(signature.signer_id for signature in given)}

    def filled_later(self):
        """Fields that are still to be filled in by those who sign: own, of lines."""
        later = self.signed_by[self._place() :]
        own = {name for sign in later for name in sign.fills}
        return own, {name for sign in later for name in sign.fills_lines}

    def _place(self):
        """How many places of the signature row are behind this record."""
        waiting = self.next_signature() if self.state == State.SUBMITTED else None
        if waiting:
            return waiting.place
        return 0 if self.state == State.DRAFT else len(self.signed_by)

    @at_a_glance
    def problems(self):
        """Everything that keeps this record from being submitted or taking effect."""
        own, of_lines = self.filled_later()
        found, rows = list(incomplete(self, later=own)), self.rows()
        for line in rows:
            found += incomplete(line, line, of_lines)
        found += self._missing_papers(rows)
        return [*found, *self._dated_ahead(), *self._told_by("block")]

    def _dated_ahead(self):
        if self.made_on > timezone.localdate() and not self.planned:
            sentence = _("This day is still to come.")
            yield Problem(sentence, field="made_on", rule="date")

    @at_a_glance
    def warnings(self):
        """What asks for a typed reason, but does not block."""
        return self._told_by("warn")

    def _told_by(self, level):
        """What the rules of a level say; the others are not asked."""
        return [p for rule in self.rules if rule.level == level for p in rule(self)]

    def notices(self):
        """What its page tells before all else: pairs of a sentence and an address."""
        return []

    def going_on(self):
        """The records of this kind in effect, and what is just replacing this one."""
        heir = Q(state=State.SUBMITTED, corrects=self)
        standing = Q(state=State.SIGNED)
        given_way = self.state == State.AMENDED
        return type(self).objects.filter(standing | heir if given_way else standing)

    def versions(self):
        """This record and those that it corrects, the newest first."""
        found = [self]
        while found[-1].corrects_id:
            found.append(found[-1].corrects)
        return found

    def effect(self):
        """What the effect of this record depends on; equal effects stay in place."""
        own = {"id", "record", "corrects", "correction_reason", "number"}
        without = self.STANDING | own | {"made_by", "made_at"}
        return [row.values(without) for row in (self, *self.rows())]

    def keeping(self):
        """Until when this record is to be kept: a day, or None for ever."""
        return type(self).kept(self.glance())
