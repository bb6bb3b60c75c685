"""The customers of the demo company, each with its review."""

from qms.core.models import Customer
from qms.core.roles import Role
from sales.models import CustomerReview

from .masters import SCOPE, YEAR, later
from .numbers import uscc
from .steps import attach, signed

#: Name, class, kind, permit.
CUSTOMERS = (
    (
        "廣州市第一人民醫院",
        "A",
        "user",
        "practice",
        "PDY10045711",
        "內科；外科；醫學檢驗科",
    ),
    (
        "佛山市中心醫院",
        "B",
        "user",
        "practice",
        "PDY60458213",
        "內科；外科；心血管內科",
    ),
    ("深圳康泰口腔診所", "C", "user", "clinic", "PDY30511876", "口腔科"),
    (
        "東莞安迪大藥房有限公司",
        "B",
        "distributor",
        "distribution",
        "粤莞药监械经营许20240387号",
        SCOPE,
    ),
    (
        "珠海市人民醫院",
        "C",
        "user",
        "practice",
        "PDY30417744",
        "內科；外科；骨科；急診科",
    ),
    (
        "中山民康醫療器械有限公司",
        "C",
        "distributor",
        "distribution",
        "粤中药监械经营许20230512号",
        SCOPE,
    ),
)


def customers(staff):
    return [customer(staff, *row) for row in CUSTOMERS]


def customer(staff, name, abc_class, kind, *permit):
    """A customer through its file and its review."""
    made = Customer(
        name=name,
        abc_class=abc_class,
        kind=kind,
        uscc=uscc(kind="12" if kind == "user" else "91"),
        address=f"{name[:2]}市人民路88號",
        delivery_address=f"{name[:2]}市人民路88號 收貨處",
        contact_person="採購科",
        phone="020-8123 4567",
    )
    made.save(by=staff[Role.SALESPERSON])
    signed(made, staff)
    signed(review(staff, made, *permit), staff)
    made.refresh_from_db()
    return made


def review(staff, customer, kind, number, scope):
    """The review of a customer, with its permit."""
    made = CustomerReview(customer=customer)
    made.begin()
    made.permit_kind, made.permit_no, made.permit_scope = kind, number, scope
    made.permit_valid_to = later(YEAR + (60 if kind == "clinic" else 700))
    made.save(by=staff[Role.SALESPERSON])
    attach(made)
    return made
