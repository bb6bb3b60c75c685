from .calibration import Calibration

__all__ = ["Calibration"]
