from .calibration import Calibration
from .recall import Recall
from .recall_entries import RecallAnswer, RecallNotice, RecallRecovery, RecallReport
from .recall_lines import RecalledBatch, RecallLine
from .stop_sale import StopSale, StopSaleLine, StopSaleReport

__all__ = [
    "Calibration",
    "Recall",
    "RecallAnswer",
    "RecalledBatch",
    "RecallLine",
    "RecallNotice",
    "RecallRecovery",
    "RecallReport",
    "StopSale",
    "StopSaleLine",
    "StopSaleReport",
]
