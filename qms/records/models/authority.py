"""Who may take which step of a record's life, and what stands against it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qms.records.rules import Problem, Refused

from .glance import once_read
from .state import State
from .together import found_together
from .trail import Trail


class Authority(models.Model):
    """Answers from the declarations who may do what, and why not."""

    #: From which states each step may be taken.
    STEPS = {
        "edit": {State.DRAFT},
        "discard": {State.DRAFT},
        "submit": {State.DRAFT},
        "sign": {State.SUBMITTED},
        "send_back": {State.SUBMITTED},
        "reject": {State.SUBMITTED},
        "void": {State.SIGNED, State.DRAFT},
        "amend": {State.SIGNED},
        "revise": {State.SIGNED},
        "enter": {State.SUBMITTED, State.SIGNED},
    }
    #: Roles that revise; none, where signed records are amended instead.
    revised_by = ()
    #: Rules of striking out what is in effect, and of changing what it moved.
    voiding = ()
    #: Roles that add final rows to a record in effect, if others than begin it.
    entered_by = ()

    class Meta:
        abstract = True

    @classmethod
    def writers(cls):
        """Whoever signs first begins the record."""
        return (next(s for s in cls.signed_by if not s.witness).role,)

    @classmethod
    def voiders(cls):
        """Whoever decides last strikes it out."""
        deciding = [s for s in cls.signed_by if not (s.witness or s.notes)]
        return (deciding[-1].role,)

    def is_masked_for(self, user):
        """Whether personal data are hidden: from all but its hands and inspectors."""
        hands = {sign.hand for sign in self.signed_by}
        return not (user.is_inspector or user.has_role(*hands, *self.revised_by))

    def obstacles(self, step, by):
        """Why a person may not take a step now: wrong state, right or rule."""
        if self.state not in self.STEPS[step] or (step == "void" and not self.number):
            return [self._not_now()]
        return [*self._missing_right(step, by), *self._further_obstacles(step)]

    def _not_now(self):
        return Problem(
            _("This is not possible while the record is “%(state)s”."),
            {"state": State(self._stored_state).label},
            rule="state",
        )

    def _missing_right(self, step, by):
        if step in ("sign", "send_back", "reject"):
            return list(self.next_signature().obstacles(by))
        if step == "enter":
            # Each table has its own writers; see entry_obstacles().
            return []
        roles = {
            "void": self.voiders() if self.state != State.DRAFT else self.writers(),
            "revise": self.revised_by,
        }.get(step, self.writers())
        return self._lacking(roles, by)

    def entry_obstacles(self, table, by):
        """Why a person may not add a row to a table that grows."""
        if self.state not in table.entered_while:
            return [self._not_now()]
        return self._lacking(table.entered_by or self.entered_by or self.writers(), by)

    @staticmethod
    def _lacking(roles, by):
        if by.has_role(*roles):
            return []
        names = " / ".join(str(by.role_label(role)) for role in roles)
        return [
            Problem(
                _("This needs the role %(roles)s."), {"roles": names}, rule="authority"
            )
        ]

    def _further_obstacles(self, step):
        if step == "discard" and self.number:
            return [Problem(_("A numbered record is not discarded, but voided."))]
        if step == "amend" and self.revised_by:
            return [Problem(_("A file is revised, not amended."))]
        if step == "submit":
            return self.problems()
        if step == "sign":
            place = self.next_signature().sign
            return [problem for rule in place.rules for problem in rule(self)]
        if step in ("send_back", "reject") and self.next_signature().sign.notes:
            sentence = _("It is decided; whoever signs here takes note of it.")
            return [Problem(sentence, rule="state")]
        if step == "void":
            return [*self._stood_on(), *(p for r in self.voiding for p in r(self))]
        return []

    def _stood_on(self):
        return [
            Problem(_("%(record)s stands on it."), {"record": later}, rule="chain")
            for later in self.later_records()
        ]

    @once_read
    def followers(self):
        """Its corrections, and what starts from it or from one that it corrects."""
        kinds = [
            (relation.related_model, f"{relation.field.name}__in")
            for relation in self._meta.related_objects
            if relation.field.name in getattr(relation.related_model, "follows", ())
        ]
        versions = self.versions()
        following = [m.objects.filter(**{name: versions}) for m, name in kinds]
        return found_together([self.corrections.all(), *following])

    def later_records(self):
        """The records in effect or under way that stand on this one."""
        under_way = (State.SUBMITTED, State.SIGNED)
        return [
            each
            for each in self.followers()
            if each.state in under_way and not self._is_corrected_by(each)
        ]

    def _is_corrected_by(self, other):
        return isinstance(other, type(self)) and other.corrects_id == self.pk

    def _demand(self, step, by):
        if problems := self.obstacles(step, by):
            raise Refused(problems)

    def _note_refusal(self, step, by, refusal):
        Trail.objects.refuse(step, by, refusal.problems, self)
