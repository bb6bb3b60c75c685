"""Suppliers and products: their files and first-trade approvals."""

from django.utils.translation import gettext_lazy as _

from qms.core.models import Assessment, Product, Supplier
from qms.core.roles import Department
from qms.records.chronicle import Chronicle
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Found, Lines, Section, Sheet
from suppliers.models import FirstProductApproval, FirstSupplierApproval


@register
class SupplierRegister(Register):
    model = Supplier
    prefetch = (*Supplier.decisive, "assessments")
    department = Department.PROCUREMENT
    columns = (
        "number",
        "name",
        "kind",
        "uscc",
        "contact_person",
        "phone",
        "approved_on",
        "status",
        "stage",
    )
    filters = ("kind", "state")
    search = ("search_key", "number", "uscc", "certificates__number")
    sheet = Sheet(
        Section(
            _("Supplier"),
            ("number", "name"),
            ("kind", "uscc"),
            ("legal_representative", "address"),
            ("contact_person", "phone"),
            "bank_and_invoice",
        ),
        Lines(
            _("Certificates"),
            "kind",
            "number",
            "scope",
            "issuer",
            "valid_from",
            "valid_until",
            relation="certificates",
        ),
        Lines(
            _("Salespeople and their authorisation"),
            "name",
            "id_number",
            "products",
            "region",
            "valid_from",
            "valid_until",
            relation="agents",
        ),
        Section(
            _("Agreement and evaluation"),
            ("agreement_from", "agreement_until"),
            "market_info",
            ("grade", "status", "approved_on"),
            "made_on",
        ),
        Found(
            _("Evaluations in force"),
            "service",
            "evaluation",
            "done_on",
            "grade",
            "valid_until",
            model=Assessment,
            rows="assessments_in_force",
        ),
    )


@register
class QualifiedSuppliers(Listing):
    """From whom may be bought today, and on what papers (GSP 53)."""

    model = Supplier
    slug = "qualified-suppliers"
    title = _("list of qualified suppliers")
    department = Department.PROCUREMENT
    prefetch = (*Supplier.decisive, "assessments")
    columns = (
        Cell("name", label=_("supplier name")),
        Cell("kind", label=_("category")),
        "uscc",
        "licence_numbers",
        "licences_until",
        "salespeople",
        "salespeople_until",
        Cell("agreement_until", label=_("term of the quality agreement")),
        Cell("contact_person", "phone", label=_("contact person and telephone")),
        "approved_on",
        Cell("status", label=_("status")),
    )
    filters = ("kind",)
    search = ("search_key", "uscc", "certificates__number")

    def queryset(self):
        return super().queryset().qualified().order_by("number")


@register
class ProductRegister(Register):
    model = Product
    prefetch = ("holds",)
    department = Department.QUALITY
    columns = (
        "number",
        "name",
        "model_and_specification",
        "management_class",
        "registration_no",
        "registration_valid_to",
        "registrant_name",
        "unit",
        "status",
    )
    filters = ("management_class", "is_cold_chain", "is_implant", "state")
    search = ("search_key", "number", "registration_no", "udi_di")
    sheet = Sheet(
        Section(
            _("Basic information"),
            ("number", "name"),
            ("trade_name", "model"),
            ("specification", "unit"),
            ("management_class", "catalogue_code_2017", "catalogue_code_2002"),
            ("is_ivd", "is_implant", "is_interventional", "is_cold_chain"),
            ("is_fitting_required", "is_selection_before_sale", "is_special"),
            ("is_imported", "is_sterile_single_use"),
            ("udi_di", "udi_di_levels"),
        ),
        Section(
            _("Registration"), ("registration_no", "registration_valid_to"), "made_on"
        ),
        Section(
            _("Manufacturer"),
            ("registrant_name", "registrant_contact"),
            ("contract_manufacturer", "manufacture_licence_no"),
            "domestic_agent",
        ),
        Section(
            _("Storage and transport"),
            ("temp_min", "temp_max"),
            ("humidity_min", "humidity_max"),
            "transport_condition",
            ("shelf_life_months", "near_expiry_days"),
        ),
        Section(
            _("Quality standard"), "quality_standard", ("purchase_price", "sale_price")
        ),
        Chronicle(
            _("Quality on record (complaints, nonconformity, adverse events, recalls)")
        ),
    )


@register
class FirstSupplierRegister(Register):
    model = FirstSupplierApproval
    department = Department.QUALITY
    columns = (
        "number",
        "submitted_at",
        "supplier",
        "licence_valid_to",
        "stage",
        "conclusion",
    )
    filters = ("state", "made_on")
    search = ("number", "supplier__search_key", "licence_no")
    starts_from = ("supplier",)
    sheet = Sheet(
        Section(
            _("The company"),
            ("number", "submitted_at", "made_on"),
            ("supplier", "supplier_kind"),
            ("supplier_name", "uscc"),
            ("address", "legal_representative"),
        ),
        Section(
            _("Certificates"),
            ("licence_kind", "licence_no"),
            "licence_scope",
            ("licence_issuer", "licence_valid_to"),
            ("business_licence_valid_to", "agreement_until"),
        ),
        Section(
            _("Salesperson and authorisation letter"),
            ("sales_person_name", "sales_person_id_no"),
            ("authorization_products", "authorization_region"),
            ("authorization_from", "authorization_to"),
        ),
        Section(_("Products to be supplied"), "intended_products"),
        Section(
            _("Application"),
            "onsite_audit_needed",
            "onsite_audit",
            "application_reason",
        ),
        Section(_("Opinions"), "purchasing_opinion", "quality_opinion", "conclusion"),
    )


@register
class FirstProductRegister(Register):
    model = FirstProductApproval
    department = Department.QUALITY
    columns = (
        "number",
        "submitted_at",
        "device_name",
        "models_specs",
        "supplier",
        "registration_no",
        "stage",
    )
    filters = ("state", "made_on")
    search = (
        "number",
        "product__search_key",
        "registration_no",
        "supplier__search_key",
    )
    starts_from = ("product",)
    sheet = Sheet(
        Section(
            _("Product"),
            ("number", "submitted_at", "made_on"),
            ("supplier", "product"),
            ("device_name", "models_specs"),
            ("management_class", "catalogue_code_2017", "catalogue_code_2002"),
            ("registration_no", "registration_issued", "registration_valid_to"),
            ("registrant_name", "contract_manufacturer"),
            ("manufacture_licence_no", "domestic_agent"),
            ("udi_di", "quality_standard"),
            ("storage_condition", "shelf_life"),
            ("is_cold_chain", "is_implant", "is_special", "is_sterile_single_use"),
            ("packing", "chinese_label"),
            ("purchase_price", "sale_price"),
            "intended_use",
        ),
        Section(_("Application"), "application_reason"),
        Section(_("Opinions"), "purchasing_opinion", "quality_opinion", "conclusion"),
    )
