"""The signature row: who is asked, who has signed, and what follows from it."""

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.rules import Refused

from .authority import Authority
from .glance import once_read
from .signature import Signature
from .state import State
from .trail import Trail


class Signing(Authority):
    """One place after the other signs; the last signature gives effect."""

    _in_verb = False
    #: The place that it waits for, if it was read by with_stage().
    waits_at = None
    #: Which field of a record that this one follows says whether one such is in effect.
    tells = {}
    #: The state in the database, whatever the object says by now.
    _stored_state = State.DRAFT

    class Meta:
        abstract = True

    def take_effect(self, by):
        """What follows from the last signature. Each kind of record says so here."""

    def take_over(self, by):
        """What follows where a correction leaves the effect as it was."""

    def cease_effect(self, by):
        """What follows from voiding, and from going back once a signature acted."""

    @once_read
    def places(self):
        """The places of all its submissions, signed or not, in their order."""
        # Read through all(), so that a page or a step may have prefetched them.
        return list(self.signatures.all())

    def next_signature(self):
        """The place whose turn it is, or None."""
        own = [place for place in self.places() if place.round == self.round]
        waiting = [place for place in own if place.signed_at is None]
        if not waiting:
            return None
        place = min(waiting, key=lambda s: s.place)
        place.record = self
        return place

    def signature_of(self, role):
        """The last signature given in a role, or None."""
        given = [s for s in self.places() if s.signed_at and s.role == role]
        return given[-1] if given else None

    def stage(self):
        """The state in words: while submitted, what it waits for."""
        if self.state != State.SUBMITTED:
            return State(self.state).label
        if self.waits_at is not None:
            return self.signed_by[self.waits_at].meaning
        return self.next_signature().meaning

    stage.short_description = _("stage")

    def _hold(self):
        """Lock the row and read it anew: a stale copy takes no step."""
        self._read_anew(type(self)._base_manager.select_for_update())

    def _read_anew(self, rows=None):
        self.refresh_from_db(from_queryset=rows)
        self._stored_state = self.state

    def _read_signatures(self):
        """Let a step read the signature row but once."""
        self._forget_signatures()
        prefetch_related_objects([self], "signatures")

    def _forget_signatures(self):
        getattr(self, "_prefetched_objects_cache", {}).pop("signatures", None)

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
        self._read_signatures()

    def _write(self, by, opinion="", stored=None):
        place = self.next_signature()
        name = getattr(self, place.sign.named_in) if place.sign.named_in else ""
        stored = stored or self.stored()
        place.write(by, stored.digest(place.place), opinion, printed_name=name)
        said = {"meaning": str(place.meaning), "name": name, "sha256": place.seal()}
        Trail.objects.note(Trail.Act.SIGNED, by, stored, **said)
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
        look = self.glance()
        if problems := look.problems():
            raise Refused(problems)
        return look

    def _act_in_turn(self):
        """Let a correction do what its places do, each by the hand that signed."""
        if self.corrects_id:
            for place in self.signatures.given().filter(round=self.round):
                self._act(self.signed_by[place.place], place.signer)

    def _retreat(self, by):
        """Ask for no more signatures, and undo what those given did at once."""
        asked = self.signatures.filter(round=self.round)
        asked.pending().delete()
        self._read_signatures()
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
        look = self._demand_soundness()
        self.state, self.effective_at = State.SIGNED, timezone.now()
        self.keep_until = look.keeping()
        self.kept_for_ever = self.keep_until is None
        effect_stays = self.corrects_id and self.corrects._give_way(by, self)
        self.save(by=by, reason="took effect")
        if effect_stays:
            self.take_over(by)
        else:
            self._act_in_turn()
            self.take_effect(by)
        self._tell_followed(by)
        if self.corrects_id:
            self.corrects._tell_followed(by)
        Trail.objects.note(Trail.Act.TOOK_EFFECT, by, self)

    def _tell_followed(self, by):
        """Let those that this one follows say whether such a record is in effect."""
        for name, field in self.tells.items():
            followed = getattr(self, name)
            followed._hold()
            said = type(self).objects.in_effect().filter(**{name: followed}).exists()
            if getattr(followed, field) != said:
                setattr(followed, field, said)
                followed._in_verb = True
                followed.save(by=by, reason=self.number)
                followed._in_verb = False

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
