"""The people of the demo company, by role; one password for all of them."""

from django.contrib.auth.hashers import make_password

from qms.core.models import Appointment, User
from qms.core.roles import Role

PASSWORD = "demo-2026-qms"

#: User name, full name, post, roles: a small firm, where some wear two hats.
PEOPLE = (
    ("wang", "王海濤", "總經理", (Role.COMPANY_HEAD, Role.LEGAL_REPRESENTATIVE)),
    ("chen", "陳志明", "質量負責人", (Role.QUALITY_HEAD,)),
    (
        "huang",
        "黃麗華",
        "質量管理員",
        (Role.QUALITY_OFFICER, Role.ADVERSE_EVENT_OFFICER),
    ),
    ("liu", "劉芳", "採購員", (Role.PURCHASER,)),
    (
        "zhao",
        "趙建平",
        "採購部經理",
        (Role.PURCHASING_MANAGER, Role.RESPONSIBLE_DEPARTMENT_HEAD),
    ),
    ("sun", "孫國強", "收貨員", (Role.RECEIVER, Role.DRIVER)),
    ("zhou", "周曉燕", "驗收員", (Role.RECEIVING_INSPECTOR, Role.DESTRUCTION_WITNESS)),
    ("wu", "吳敏", "保管員", (Role.STOREKEEPER, Role.MAINTAINER)),
    (
        "zheng",
        "鄭偉",
        "復核員",
        (
            Role.OUTBOUND_REVIEWER,
            Role.WAREHOUSE_MANAGER,
            Role.COUNTER_CHECKER,
            Role.RESPONSIBLE_DEPARTMENT_HEAD,
        ),
    ),
    ("li", "李娜", "銷售員", (Role.SALESPERSON,)),
    ("zhang", "張磊", "銷售部經理", (Role.SALES_MANAGER,)),
    ("lin", "林慧", "售後服務員", (Role.AFTERSALES_STAFF,)),
    ("xu", "徐文斌", "售後服務部經理", (Role.AFTERSALES_MANAGER,)),
    ("admin", "何志強", "系統管理員", (Role.SYSTEM_ADMIN,)),
    ("inspector", "檢查員", "市場監督管理局", (Role.INSPECTOR,)),
)


def people():
    """Make the accounts; return them by the roles they hold."""
    by_role, password = {}, make_password(PASSWORD)
    for username, full_name, post, roles in PEOPLE:
        user = User.objects.create(
            username=username,
            password=password,
            full_name=full_name,
            job_title=post,
            must_change_password=False,
        )
        for role in roles:
            Appointment.objects.create(by=user, user=user, role=role)
            by_role[role] = user
    return by_role
