from .amounts import money_field, quantity_field
from .assessment import ASSESSED_FOR, Assessment, Grade, Service
from .batch import Batch, near_expiry
from .company import CompanyLicence, OwnScope, company_address, company_name
from .customer import Customer, Permit
from .enterprise import Certificate, Enterprise, Status
from .hold import Hold, lift_holds_of
from .lines import BatchLine, GoodsRecord, LotLine, ProductLine
from .moving import move, move_back, movements_of
from .place import Place, Warehouse, Zone, place_in, shelf_for, shelves
from .product import Product, Source
from .stock import Balance, Movement
from .supplier import Agent, Supplier, SupplierCertificate
from .user import Appointment, User
from .work_calendar import SpecialDays, WorkCalendar, WorkingDays

__all__ = [
    "ASSESSED_FOR",
    "Agent",
    "Appointment",
    "Assessment",
    "Balance",
    "Batch",
    "BatchLine",
    "Certificate",
    "CompanyLicence",
    "Customer",
    "Enterprise",
    "GoodsRecord",
    "Grade",
    "Hold",
    "LotLine",
    "Movement",
    "OwnScope",
    "Permit",
    "Place",
    "Product",
    "ProductLine",
    "Service",
    "Source",
    "SpecialDays",
    "Status",
    "Supplier",
    "SupplierCertificate",
    "User",
    "Warehouse",
    "WorkCalendar",
    "WorkingDays",
    "Zone",
    "company_address",
    "company_name",
    "lift_holds_of",
    "money_field",
    "move",
    "move_back",
    "movements_of",
    "near_expiry",
    "place_in",
    "quantity_field",
    "shelf_for",
    "shelves",
]
