from .calibration import Calibration
from .destruction import Destruction, DestructionLine
from .recall import Recall
from .recall_entries import RecallAnswer, RecallNotice, RecallRecovery, RecallReport
from .recall_lines import RecalledBatch, RecallLine
from .stop_sale import StopSale, StopSaleLine, StopSaleReport

__all__ = [
    "Calibration",
    "Destruction",
    "DestructionLine",
    "Recall",
    "RecallAnswer",
    "RecallLine",
    "RecallNotice",
    "RecallRecovery",
    "RecallReport",
    "RecalledBatch",
    "StopSale",
    "StopSaleLine",
    "StopSaleReport",
]
