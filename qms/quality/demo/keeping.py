"""What is done with the goods while they lie in the house, month by month."""

from django.utils import timezone

from inventory.models import NearExpiryReport, StorageInspection, storage_plan
from inventory.models.storage_inspection import CHECKS, PROTECTIONS
from qms.core.roles import Role

from .steps import fill, signed

#: A room in which everything is as it should be.
IN_ORDER = dict.fromkeys(CHECKS, "good") | dict.fromkeys(PROTECTIONS, True)


def months(staff):
    """Each month what is due is looked at, room by room."""
    while True:
        for room in storage_plan.rooms(timezone.localdate()):
            inspected(staff, room)
        yield 30


def near_the_end(staff):
    """The list of the month with what has few days left."""
    report = fill(NearExpiryReport(), staff[Role.STOREKEEPER], measure="promote")
    signed(report, staff)
    return
    yield


def inspected(staff, room):
    """The regular look at a room; what has expired is stopped."""
    sheet = StorageInspection(warehouse=room, **IN_ORDER)
    lines = sheet.begin()
    sheet.save(by=staff[Role.MAINTAINER])
    for line in lines:
        line.record = sheet
        line.appearance = line.packaging = "normal"
        line.conclusion = "fit"
        if line.expiry() == "expired":
            line.conclusion = "stopped"
            line.problem, line.measure = "已過有效期", "移入不合格品區待處理"
        line.save(by=staff[Role.MAINTAINER])
    return signed(sheet, staff)
