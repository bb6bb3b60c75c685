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
    VehicleRule,
)
from .delivery_note import DeliveryLine, DeliveryNote
from .equipment import Equipment
from .equipment_entry import EquipmentEntry
from .goods_receipt import GoodsReceipt
from .incoming_inspection import IncomingInspection
from .inspection_line import InspectionLine
from .near_expiry_report import NearExpiryLine, NearExpiryReport
from .nonconforming import NonconformingLine, NonconformingRecord
from .outbound_review import OutboundReview, ReviewLine
from .purchase_return import PurchaseReturn, PurchaseReturnLine
from .receipt_line import ReceiptLine
from .sales_return import SalesReturn
from .sales_return_line import SalesReturnLine
from .still_out import still_out
from .stock_in import StockIn, StockInLine
from .stocktake import Stocktake, StocktakeLine
from .storage_inspection import StorageInspection, StorageLine
from .storage_ruling import StorageRuling
from .transport_record import TransportLine, TransportRecord

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
    "NonconformingLine",
    "NonconformingRecord",
    "NearExpiryLine",
    "NearExpiryReport",
    "OutboundReview",
    "PurchaseReturn",
    "PurchaseReturnLine",
    "Reading",
    "ReceiptLine",
    "ReviewLine",
    "SalesReturn",
    "SalesReturnLine",
    "Sensor",
    "StockIn",
    "StockInLine",
    "Stocktake",
    "StocktakeLine",
    "StorageInspection",
    "StorageLine",
    "StorageRuling",
    "still_out",
    "TransportLine",
    "TransportRecord",
    "VehicleRule",
]
