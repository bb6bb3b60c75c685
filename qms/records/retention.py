"""How long a record is kept: rules R1 to R6 of the catalogue. None means for ever.

A record answers three questions: `expiry_dates()`, `has_implant()` and the day of its
last signature. Companies may keep longer, never shorter.
"""

from django.utils import timezone

from qms.records.dates import add_years


def _signed_on(record):
    return timezone.localdate(record.effective_at or timezone.now())


def r1(record):
    """Two years past the last expiry, five at least; implants for ever (GSP 23)."""
    if record.has_implant():
        return None
    dated = [add_years(day, 2) for day in record.expiry_dates() if day]
    return max([add_years(_signed_on(record), 5), *dated])


def r2(record):
    """Five years from closing (company policy)."""
    return add_years(_signed_on(record), 5)


def r3(record):
    """While in use, then as long as what depends on it: open-ended until ended."""
    return None


def r4(record):
    """As R1, and at least five years past the end of the registration (RCL 21)."""
    kept = r1(record)
    ends = [add_years(day, 5) for day in record.registration_ends() if day]
    return kept and max([kept, *ends])


def r5(record):
    """For the life of the company."""
    return None
