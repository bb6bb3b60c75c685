"""The roles a person may hold and the departments they belong to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LEGAL_REPRESENTATIVE = "legal_representative", _("legal representative")
    COMPANY_HEAD = "company_head", _("head of the company")
    QUALITY_HEAD = "quality_head", _("head of quality")
    QUALITY_OFFICER = "quality_officer", _("quality officer")
    RECEIVING_INSPECTOR = "receiving_inspector", _("receiving inspector")
    ADVERSE_EVENT_OFFICER = "adverse_event_officer", _("adverse event officer")
    PURCHASER = "purchaser", _("purchaser")
    PURCHASING_MANAGER = "purchasing_manager", _("head of purchasing")
    RECEIVER = "receiver", _("receiver")
    STOREKEEPER = "storekeeper", _("storekeeper")
    MAINTAINER = "maintainer", _("maintainer")
    WAREHOUSE_MANAGER = "warehouse_manager", _("head of the warehouse")
    COUNTER_CHECKER = "counter_checker", _("witness of the count")
    OUTBOUND_REVIEWER = "outbound_reviewer", _("outbound reviewer")
    DRIVER = "driver", _("driver")
    SALESPERSON = "salesperson", _("salesperson")
    SALES_MANAGER = "sales_manager", _("head of sales")
    AFTERSALES_STAFF = "aftersales_staff", _("after-sales staff")
    AFTERSALES_MANAGER = "aftersales_manager", _("head of after-sales")
    FITTER = "fitter", _("fitter")
    HR_OFFICER = "hr_officer", _("personnel officer")
    TEACHER = "teacher", _("teacher")
    TRAINEE = "trainee", _("trainee")
    ASSESSOR = "assessor", _("assessor")
    ARCHIVIST = "archivist", _("archivist")
    BORROWER = "borrower", _("borrower")
    SYSTEM_ADMIN = "system_admin", _("system administrator")
    RESPONSIBLE_DEPARTMENT_HEAD = (
        "responsible_department_head",
        _("head of the responsible department"),
    )
    DESTRUCTION_WITNESS = "destruction_witness", _("witness of the destruction")
    ANY_EMPLOYEE = "any_employee", _("any employee")
    #: Somebody outside, whose signature an employee takes down; nobody's account.
    COUNTERPARTY = "counterparty", _("counterparty (signs outside; scan or picture)")
    #: A licence inspector: reads everything, writes nothing.
    INSPECTOR = "inspector", _("licence inspector")


#: The roles whose holders may change quality base data (INSP 5.51).
QUALITY_STAFF = (Role.QUALITY_OFFICER, Role.QUALITY_HEAD)


class Department(models.TextChoices):
    QUALITY = "quality", _("Quality")
    PROCUREMENT = "procurement", _("Purchasing")
    WAREHOUSE = "warehouse", _("Warehouse")
    SALES = "sales", _("Sales")
    AFTERSALES = "aftersales", _("After-sales")
    HR = "hr", _("Personnel")
