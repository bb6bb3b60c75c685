"""The signature row of a sheet, and the manifest of everything that was signed."""

from math import ceil
from typing import NamedTuple

from django.contrib.auth import get_user_model

from qms.records.models import Signature, State

#: So many boxes at most stand side by side: portrait, landscape.
ABREAST = {False: 4, True: 6}


class Place(NamedTuple):
    """A box of the signature row: what signing there means, whose it is, who signed."""

    meaning: str
    role: str
    signature: Signature | None = None
    #: Whether the signature belongs to the row, not to an earlier round or a revision.
    current: bool = True


class Signatures:
    """All places of a kind of record, with the signatures that a record has."""

    def __init__(self, model, record=None):
        self.model, self.record = model, record
        given = record.signatures.given().select_related("signer") if record else []
        self.given = list(given)
        for signature in self.given:
            signature.record = record

    @property
    def row(self):
        """The places that this kind asks for."""
        signed = {s.place: s for s in self.given if self._is_current(s)}
        return [
            Place(sign.meaning, _role(sign.role), signed.get(number))
            for number, sign in enumerate(self.model.signed_by)
        ]

    @property
    def manifest(self):
        """Everything signed: the row, earlier rounds, revisions."""
        return [
            Place(s.meaning, _role(s.role), s, self._is_current(s)) for s in self.given
        ]

    def boxes(self, landscape):
        """The row broken into lines of equal length, and a box for the seal."""
        boxes = [*self.row, None]
        lines = ceil(len(boxes) / ABREAST[landscape])
        abreast = ceil(len(boxes) / lines)
        return [boxes[i : i + abreast] for i in range(0, len(boxes), abreast)]

    def _is_current(self, signature):
        """Whether it was given at the last submission, and that was not sent back."""
        places = len(self.model.signed_by)
        last = max((s.round for s in self.given if s.place < places), default=0)
        stands = self.record.effective_at or self.record.state == State.SUBMITTED
        return stands and signature.place < places and signature.round == last


def _role(role):
    return get_user_model().role_label(role)
