from .contract import Contract, ContractLine
from .purchase import Purchase, PurchaseInvoice, PurchaseLine

__all__ = ["Contract", "ContractLine", "Purchase", "PurchaseInvoice", "PurchaseLine"]
