from .customer_visit import CustomerVisit, VisitAnswer

__all__ = ["CustomerVisit", "VisitAnswer"]
