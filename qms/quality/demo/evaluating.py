"""Whom the demo company trusts: its suppliers, and the carrier that it engages."""

import datetime as dt

from django.utils import timezone

from qms.core.models import Supplier
from qms.core.roles import Role
from qms.quality.models import SupplierEvaluation

from . import masters
from .steps import attach, fill, signed, submit

CARRIER = (
    "廣州順達物流有限公司",
    "440111",
    "周偉強",
    "廣州市白雲區機場路1630號",
    "020-86120358",
)
#: Points earned of each item, in the order of the form.
GOOD, FAIR = (20, 19, 28, 14, 14), (18, 16, 23, 10, 12)


def stories(house, today):
    """The carrier is engaged early; the suppliers are evaluated as the year ends."""
    yield engaged(house.staff), today - dt.timedelta(days=240)
    yield judged(house), today - dt.timedelta(days=25)


def engaged(staff):
    """A carrier is audited on the spot before it carries anything."""
    until = timezone.localdate() + dt.timedelta(days=masters.YEAR)
    kind = Supplier.Kind.CARRIER
    party = masters.supplier_file(staff, *CARRIER, kind=kind, agreement_until=until)
    yield 1
    state = "有運輸質量責任制度、車輛GPS與溫控記錄；現場查看車輛12台，校準證書齊全。"
    signed(evaluated(staff, party, (20, 18, 23, 18, 13), quality_system=state), staff)


def judged(house):
    """Two suppliers are evaluated for the year; the third one is still to be."""
    staff, (good, fair, *_others) = house.staff, house.suppliers
    state = "質量管理機構及制度健全，首營資料更新及時，追溯信息完整。"
    signed(evaluated(staff, good, GOOD, quality_system=state), staff)
    yield 4
    fault = {
        "quality_system": "制度齊全，但隨貨同行單兩次缺註冊證編號。",
        "findings": "隨貨同行單兩次缺註冊證編號；一批外包裝破損。",
        "grade": "B",
        "conclusion": SupplierEvaluation.Conclusion.IMPROVE,
    }
    submit(evaluated(staff, fair, FAIR, **fault), staff)


def evaluated(staff, party, points, **said):
    """The draft of an evaluation with the points that a party earned."""
    made = SupplierEvaluation(
        **{
            "party": party,
            "licence_valid": True,
            "ontime_rate": "98.50",
            "grade": "A",
            "conclusion": SupplierEvaluation.Conclusion.GO_ON,
        }
        | said
    )
    fill(made, staff[Role.PURCHASER], points=points.__getitem__)
    attach(made)
    return made
