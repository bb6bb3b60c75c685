from .authorization import SalesAuthorization
from .customer_review import CustomerReview
from .sale import Sale, SaleLine

__all__ = ["CustomerReview", "Sale", "SaleLine", "SalesAuthorization"]
