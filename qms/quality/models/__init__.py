from .calibration import Calibration
from .stop_sale import StopSale, StopSaleLine, StopSaleReport

__all__ = [
    "Calibration",
    "StopSale",
    "StopSaleLine",
    "StopSaleReport",
]
