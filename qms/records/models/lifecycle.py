"""The life of a record: the verbs."""

from functools import wraps
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.rules import Refused, forbidden

from .authority import Authority
from .signature import Signature
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
                self._demand(method.__name__, by)
                return method(self, by, *args, **kwargs)
        except Refused as refusal:
            self._read_anew()
            self._note_refusal(method.__name__, by, refusal)
            raise
        finally:
            self._in_verb = False

    return step


class LifeCycle(Authority):
    """Draft → submitted → signed; sent back, rejected, void, amended."""

    _in_verb = False
    #: The place that it waits for, if it was read by with_stage().
    waits_at = None
    #: The state in the database, whatever the object says by now.
    _stored_state = State.DRAFT

    class Meta:
        abstract = True

    # The verbs

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
        Trail.objects.note(Trail.Act.SUBMITTED, by, self)
        while self.next_signature().sign.witness:
            self._write(by)
        self._write(by)

    @verb
    def sign(self, by, opinion="", lines=(), **filled):
        """Fill in what this place asks for and sign; the last gives effect.

        `lines` are the lines of this record with what the place fills in on them.
        """
        sign = self.next_signature().sign
        for name in sign.fills:
            # What is computed at this place is there already.
            if self._meta.get_field(name).editable:
                setattr(self, name, filled[name])
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
        entry.save(by=by, reason="entered")
        Trail.objects.note(Trail.Act.CHANGED, by, self, entered=str(entry))

    @verb
    def discard(self, by, reason=""):
        """Delete a draft that never had a number, line by line."""
        Trail.objects.note(Trail.Act.DISCARDED, by, self, reason=reason)
        for row in self.rows():
            row.delete(by=by, reason=reason)
        self.erase(by=by, reason=reason)

    # What follows

    def prepare(self, by):
        """What the system fills in at the moment of submission."""

    def take_effect(self, by):
        """What follows from the last signature. Each kind of record says so here."""

    def cease_effect(self, by):
        """What follows from voiding, and from going back once a signature acted."""

    def next_signature(self):
        """The place whose turn it is, or None."""
        # Read through all(), so that a page may have prefetched the signatures.
        places = [s for s in self.signatures.all() if s.round == self.round]
        waiting = [s for s in places if s.signed_at is None]
        if not waiting:
            return None
        place = min(waiting, key=lambda s: s.place)
        place.record = self
        return place

    def signature_of(self, role):
        """The last signature given in a role, or None."""
        given = [s for s in self.signatures.all() if s.signed_at and s.role == role]
        return given[-1] if given else None

    def next_number(self):
        return self.series.next(timezone.localdate())

    def stage(self):
        """The state in words: while submitted, what it waits for."""
        if self.state != State.SUBMITTED:
            return State(self.state).label
        if self.waits_at is not None:
            return self.signed_by[self.waits_at].meaning
        return self.next_signature().meaning

    stage.short_description = _("stage")

    def is_taking_step(self):
        """Whether a step of its life is being taken just now."""
        return self._in_verb

    def _hold(self):
        """Lock the row and read it anew: a stale copy takes no step."""
        self._read_anew(type(self)._base_manager.select_for_update())

    def _read_anew(self, rows=None):
        self.refresh_from_db(from_queryset=rows)
        self._stored_state = self.state

    def _copy_lines(self, by):
        for rows in self._rows_by_model():
            for row in rows:
                row.copy_masters()
            if names := list(rows[0].copies):
                model = type(rows[0])
                model.objects.bulk_update(rows, names, by=by, reason="submitted")

    def _copy_rows(self, draft, by, reason):
        """Give a draft lines like those of this record; say which became which.

        The answer leads from a slot and the key of a line to the key of its copy.
        """
        copies = {}
        for rows in self._rows_by_model():
            keys = [row.pk for row in rows]
            for row in rows:
                row.pk, row._state.adding, row.record = None, True, draft
                row.empty(self.filled_on(type(row)))
            type(rows[0]).objects.bulk_create(rows, by=by, reason=reason)
            for paper in rows[0].papers:
                pairs = zip(keys, rows, strict=True)
                copies |= {(paper.slot, key): row.pk for key, row in pairs}
        return copies

    @classmethod
    def filled_on(cls, model):
        """The columns of a kind of lines that signers fill in."""
        names = {name for sign in cls.signed_by for name in sign.fills_lines}
        return [f for f in model._meta.concrete_fields if f.name in names]

    def _fill_lines(self, by, names, said):
        """Take over what a place fills in on the lines, and nothing else of them."""
        said = {(type(row), row.pk): row for row in said}
        for rows in self._rows_by_model() if names else ():
            own = [f.name for f in self.filled_on(type(rows[0])) if f.name in names]
            for row in rows:
                filled = said.get((type(row), row.pk), row)
                for name in own:
                    setattr(row, name, getattr(filled, name))
            self._write_lines(by, rows, own, "signed")

    def _empty_lines(self, by, reason):
        """What signers filled in on the lines is asked for anew."""
        for rows in self._rows_by_model():
            fields = self.filled_on(type(rows[0]))
            for row in rows:
                row.empty(fields)
            self._write_lines(by, rows, [f.name for f in fields], reason)

    @staticmethod
    def _write_lines(by, rows, names, reason):
        """Write some columns of lines, unless the database will not have them."""
        problems = [problem for row in rows for problem in forbidden(row)]
        if problems:
            raise Refused(problems)
        if names:
            type(rows[0]).objects.bulk_update(rows, names, by=by, reason=reason)

    def _rows_by_model(self):
        return [list(rows) for _type, rows in groupby(self.rows(), key=type)]

    def _ask_for_signatures(self, by):
        Signature.objects.bulk_create(
            Signature(
                record=self,
                round=self.round,
                place=place,
                role=sign.role,
                hand=sign.hand,
                apart_from=by if sign.apart else None,
            )
            for place, sign in enumerate(self.signed_by)
        )

    def _write(self, by, opinion=""):
        place = self.next_signature()
        name = getattr(self, place.sign.named_in) if place.sign.named_in else ""
        place.write(by, self.digest(place.place), opinion, printed_name=name)
        said = {"meaning": str(place.meaning), "name": name, "sha256": place.seal()}
        Trail.objects.note(Trail.Act.SIGNED, by, self, **said)
        if place.sign.acts or place.sign.fills_lines:
            self._demand_soundness()
        # A correction acts once what it corrects has given way.
        if not self.corrects_id:
            self._act(place.sign, by)
        if not self.next_signature():
            self._come_into_effect(by)

    def _act(self, sign, by):
        """Let a place act at once, if it is one that does."""
        if sign.acts:
            getattr(self, sign.acts)(by)

    def _demand_soundness(self):
        """Ask the rules again before anything follows, one record after the other."""
        self._hold_followed()
        if problems := self.problems():
            raise Refused(problems)

    def _act_in_turn(self):
        """Let a correction do what its places do, each by the hand that signed."""
        if self.corrects_id:
            for place in self.signatures.given().filter(round=self.round):
                self._act(self.signed_by[place.place], place.signer)

    def _retreat(self, by):
        """Ask for no more signatures, and undo what those given did at once."""
        asked = self.signatures.filter(round=self.round)
        asked.pending().delete()
        # What a correction would change has not been touched yet.
        acted = [p for p in asked.given() if self.signed_by[p.place].acts]
        if acted and not self.corrects_id:
            self.cease_effect(by)

    def _hold_followed(self):
        """Let those that follow one record take effect one after the other."""
        for name in self.follows:
            if followed := getattr(self, name):
                followed._hold()

    def _come_into_effect(self, by):
        self._demand_soundness()
        self.state, self.effective_at = State.SIGNED, timezone.now()
        self.keep_until = self.keeping()
        self.kept_for_ever = self.keep_until is None
        effect_stays = self.corrects_id and self.corrects._give_way(by, self)
        self.save(by=by, reason="took effect")
        if not effect_stays:
            self._act_in_turn()
            self.take_effect(by)
        Trail.objects.note(Trail.Act.TOOK_EFFECT, by, self)

    def _give_way(self, by, successor):
        """Make room for a correction; say whether the effect stays as it was."""
        self._in_verb = True
        self._hold()
        if self.state != State.SIGNED:
            raise Refused([_("The record to be corrected is not in effect any more.")])
        stays = self.effect() == successor.effect()
        if not stays and (problems := self._further_obstacles("void")):
            raise Refused(problems)
        self.state = State.AMENDED
        self.save(by=by, reason=successor.number)
        if not stays:
            self.cease_effect(by)
        Trail.objects.note(Trail.Act.AMENDED, by, self, by_record=successor.number)
        return stays
