from .calibration import Calibration
from .destruction import Destruction, DestructionLine
from .evaluation import EvaluationLine, SupplierEvaluation
from .incident import AffectedLine, Incident, IncidentReview
from .recall import Recall
from .recall_entries import RecallAnswer, RecallNotice, RecallRecovery, RecallReport
from .recall_lines import RecalledBatch, RecallLine
from .recall_release import RecallRelease, RecallReleaseLine
from .stop_sale import StopSale
from .stop_sale_line import StopSaleLine
from .telling import StopSaleReport
from .veto import TARGETS, Veto, VetoExecution, VetoVerification
from .veto_release import VetoRelease

__all__ = [
    "TARGETS",
    "AffectedLine",
    "Calibration",
    "Destruction",
    "DestructionLine",
    "EvaluationLine",
    "Recall",
    "RecallAnswer",
    "RecallLine",
    "RecallRelease",
    "RecallReleaseLine",
    "RecallNotice",
    "RecallRecovery",
    "RecallReport",
    "RecalledBatch",
    "Incident",
    "IncidentReview",
    "StopSale",
    "StopSaleLine",
    "StopSaleReport",
    "SupplierEvaluation",
    "Veto",
    "VetoExecution",
    "VetoRelease",
    "VetoVerification",
]
