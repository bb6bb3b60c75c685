from .first_product_approval import FirstProductApproval
from .first_supplier_approval import FirstSupplierApproval

__all__ = ["FirstProductApproval", "FirstSupplierApproval"]
