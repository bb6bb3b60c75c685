"""The life of a record: the verbs."""

from functools import wraps

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qms.records.rules import Refused

from .filling import Filling
from .signature import Signature
from .signing import Signing
from .state import State
from .trail import Trail


def verb(method):
    """Make a method a step in the life of a record.

    A step is one transaction. Whatever refuses it leaves a trail entry that says
    which rule stopped whom; the refusal outlives the transaction that it ended.
    """

    @wraps(method)
    def step(self, by, *args, **kwargs):
        try:
            with transaction.atomic():
                self._in_verb = True
                self._hold()
                self._read_signatures()
                self._demand(method.__name__, by)
                return method(self, by, *args, **kwargs)
        except Refused as refusal:
            self._read_anew()
            self._note_refusal(method.__name__, by, refusal)
            raise
        finally:
            self._in_verb = False
            self._forget_signatures()

    return step


class LifeCycle(Signing, Filling):
    """Draft → submitted → signed; sent back, rejected, void, amended."""

    class Meta:
        abstract = True

    @verb
    def submit(self, by, justification=""):
        """Hand in a draft: check the rules, take a number, sign first, ask the rest."""
        if doubts := self.warnings():
            self.justification = justification or self.justification
            if not self.justification:
                raise Refused([*doubts, _("Say why you go on all the same.")])
        self.prepare(by)
        self._copy_lines(by)
        self.round += 1
        self.number = self.number or self.next_number()
        self.state, self.submitted_at = State.SUBMITTED, timezone.now()
        self.save(by=by, reason="submitted")
        self._ask_for_signatures(by)
        stored = self.stored()
        Trail.objects.note(Trail.Act.SUBMITTED, by, stored)
        while self.next_signature().sign.witness:
            self._write(by, stored=stored)
        self._write(by, stored=stored)

    @verb
    def sign(self, by, opinion="", lines=(), seen=None, **filled):
        """Fill in what this place asks for and sign; the last gives effect.

        `lines` are the lines of this record with what the place fills in on them,
        `seen` is the key of the place that the person had before the eyes.
        """
        if seen not in (None, self.next_signature().pk):
            raise Refused([_("It waits for another signature now; look at it again.")])
        sign = self.next_signature().sign
        for name in sign.fills:
            # What is computed at this place is there already.
            if self._meta.get_field(name).editable:
                setattr(self, name, filled[name])
        if sign.fills:
            self.save(by=by, reason="signed")
        self._fill_lines(by, sign.fills_lines, lines)
        self._write(by, opinion)

    @verb
    def send_back(self, by, reason):
        """Return a submitted record to its author; signatures given so far stay."""
        self._retreat(by)
        self._empty_lines(by, reason)
        self.state = State.DRAFT
        self.save(by=by, reason=reason)
        Trail.objects.note(Trail.Act.SENT_BACK, by, self, reason=reason)

    @verb
    def reject(self, by, reason):
        """Refuse a submitted record for good: the veto of whoever's turn it is."""
        place = self.next_signature()
        verdict = Signature.Verdict.REFUSED
        place.write(by, self.digest(place.place), reason, verdict)
        self._retreat(by)
        self.state, self.effective_at = State.REJECTED, timezone.now()
        self.save(by=by, reason=reason)
        act = Trail.Act.REJECTED
        Trail.objects.note(act, by, self, reason=reason, sha256=place.seal())

    @verb
    def void(self, by, reason):
        """Strike out a record. It keeps its number and stays readable."""
        in_effect = self.state == State.SIGNED
        self.state = State.VOID
        self.save(by=by, reason=reason)
        if in_effect:
            self.cease_effect(by)
            self._tell_followed(by)
        Trail.objects.note(Trail.Act.VOIDED, by, self, reason=reason)

    @verb
    def amend(self, by, reason):
        """Begin a correcting draft; once signed, it takes the place of this one."""
        draft = type(self)()
        for field in self._meta.concrete_fields:
            said = field.editable or field.remote_field
            if said and not field.primary_key:
                setattr(draft, field.attname, getattr(self, field.attname))
        draft.corrects, draft.correction_reason = self, reason
        draft.save(by=by, reason=reason)
        self._copy_papers(draft, by, self._copy_rows(draft, by, reason))
        return draft

    @verb
    def revise(self, by, reason, lines=(), seen=None, **values):
        """Change a file in effect; the revision is a signature of its own.

        `seen` is the version that the person had before the eyes.
        """
        if seen not in (None, self.version):
            raise Refused([_("Somebody has changed it meanwhile; look at it again.")])
        for name, value in values.items():
            setattr(self, name, value)
        self.round += 1
        self.save(by=by, reason=reason, lines=lines)
        if problems := self.problems():
            raise Refused(problems)
        role = next(r for r in self.revised_by if by.has_role(r))
        place = self.signatures.create(
            round=self.round, place=len(self.signed_by), role=role, hand=role
        )
        place.write(by, self.digest(), reason)
        act = Trail.Act.REVISED
        Trail.objects.note(act, by, self, reason=reason, sha256=place.seal())

    @verb
    def enter(self, by, entry):
        """Add a final row to a record in effect: an invoice that came later."""
        entry.record = self
        obstacles = self.entry_obstacles(type(entry), by)
        if problems := obstacles or entry.problems():
            raise Refused(problems)
        entry.save(by=by, reason=gettext_noop("entered afterwards"))
        Trail.objects.note(Trail.Act.CHANGED, by, self, entered=str(entry))

    @verb
    def discard(self, by, reason=""):
        """Delete a draft that never had a number, line by line."""
        Trail.objects.note(Trail.Act.DISCARDED, by, self, reason=reason)
        for row in self.rows():
            row.delete(by=by, reason=reason)
        self.erase(by=by, reason=reason)

    def prepare(self, by):
        """What the system fills in at the moment of submission."""

    def next_number(self):
        return self.series.next(timezone.localdate())

    def is_taking_step(self):
        """Whether a step of its life is being taken just now."""
        return self._in_verb
