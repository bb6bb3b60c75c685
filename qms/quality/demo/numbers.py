"""Numbers that look real and pass their check digits."""

from itertools import count

from qms.core.identifiers import USCC_ALPHABET, USCC_WEIGHTS

_serial = count(1)


def uscc(region="440106", kind="91"):
    """A unified social credit code of a region."""
    body = f"{kind}{region}MA5{next(_serial):06d}"
    total = sum(
        USCC_ALPHABET.index(c) * w for c, w in zip(body, USCC_WEIGHTS, strict=True)
    )
    return body + USCC_ALPHABET[-total % 31]


def gtin():
    """A GTIN-14 under a Chinese prefix."""
    digits = f"0690{next(_serial):09d}"
    total = sum(int(c) * (1 if i % 2 else 3) for i, c in enumerate(digits))
    return digits + str(-total % 10)


def id_number(birth="19880412"):
    """A resident identity number of Guangzhou."""
    body = f"440106{birth}{next(_serial):03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return (
        body
        + "10X98765432"[
            sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11
        ]
    )
