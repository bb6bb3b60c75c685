from .climate import (
    Alarm,
    AssessmentLine,
    ClimateAssessment,
    ClimateEvent,
    ClimateLog,
    ClimateRule,
    Device,
    Reading,
    Sensor,
)
from .delivery_note import DeliveryLine, DeliveryNote
from .equipment import Equipment
from .equipment_entry import EquipmentEntry
from .goods_receipt import GoodsReceipt, ReceiptLine
from .incoming_inspection import IncomingInspection, InspectionLine
from .outbound_review import OutboundReview, ReviewLine
from .stock_in import StockIn, StockInLine
from .storage_inspection import StorageInspection, StorageLine
from .storage_ruling import StorageRuling

__all__ = [
    "Alarm",
    "AssessmentLine",
    "ClimateAssessment",
    "ClimateEvent",
    "ClimateLog",
    "ClimateRule",
    "DeliveryLine",
    "DeliveryNote",
    "Device",
    "Equipment",
    "EquipmentEntry",
    "GoodsReceipt",
    "IncomingInspection",
    "InspectionLine",
    "OutboundReview",
    "Reading",
    "ReceiptLine",
    "ReviewLine",
    "Sensor",
    "StockIn",
    "StockInLine",
    "StorageInspection",
    "StorageLine",
    "StorageRuling",
]
