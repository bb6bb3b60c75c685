"""Paper: the sheet of a record, its blank form, and a listing as a ledger.

All are printed in the active language.
"""

from .ledger import ledger_pdf
from .sheet import blank_pdf, sheet_pdf

__all__ = ["blank_pdf", "ledger_pdf", "sheet_pdf"]
