from .authorization import SalesAuthorization
from .customer_review import CustomerReview
from .sale import Sale, SaleLine
from .selection import SelectionUse

__all__ = ["CustomerReview", "Sale", "SaleLine", "SalesAuthorization", "SelectionUse"]
