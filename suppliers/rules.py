"""Why a supplier or a product may not be approved."""

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.identifiers import registration
from qms.core.models import OwnScope
from qms.core.rules import odd_licence
from qms.records.rules import Problem, rule, warning


@rule("GSP 53(2), GSP 51(5)")
def licence_is_valid(approval):
    """A supplier is approved only while its licence is valid."""
    until = approval.licence_valid_to
    if until and until < timezone.localdate():
        yield Problem(
            _("Licence %(number)s expired on %(day)s."),
            {"number": approval.licence_no, "day": until},
            field="licence_valid_to",
        )


@warning("GSP 53(2)")
def suppliers_licence_is_of_its_kind(approval):
    """The number of the supplier's licence or filing says which of them it is."""
    yield from odd_licence(approval.licence_no, approval.licence_kind)


@rule("GSP 53(1), GSP 56")
def papers_are_valid(approval):
    """Neither the business licence nor the quality agreement has lapsed."""
    for name in ("business_licence_valid_to", "agreement_until"):
        until = getattr(approval, name)
        if until and until < timezone.localdate():
            yield Problem(_("It expired on %(day)s."), {"day": until}, field=name)


@rule("seed A5")
def supplier_is_a_company(approval):
    """A natural person, or whoever has no credit code, is no supplier."""
    if not approval.supplier.uscc:
        yield Problem(
            _("%(supplier)s has no unified social credit code."),
            {"supplier": approval.supplier},
            field="supplier",
        )


@rule("GSP 53(3)")
def authorisation_is_valid(approval):
    """The supplier's salesperson holds a letter that is valid today."""
    today = timezone.localdate()
    if not approval.authorization_from <= today <= approval.authorization_to:
        yield Problem(
            _("The authorisation letter is not valid on %(day)s."),
            {"day": today},
            field="authorization_to",
        )


@rule("GSP 53")
def onsite_audit_is_evaluated(approval):
    """Where an on-site audit is needed, its evaluation is in effect and in date."""
    if approval.onsite_audit_needed and not approval.audit():
        sentence = _("No evaluation of %(supplier)s is in effect; it comes first.")
        said = {"supplier": approval.supplier}
        yield Problem(sentence, said, field="onsite_audit_needed")


@rule("MRG 115")
def registration_is_of_the_class(approval):
    """The number of a registration names the class and catalogue of the product."""
    product = approval.product
    read = registration(product.registration_no)
    if read is None:
        return
    if read.management_class != product.management_class:
        yield Problem(
            _("%(number)s is of class %(read)s, the file says class %(said)s."),
            {
                "number": product.registration_no,
                "read": read.management_class,
                "said": product.management_class,
            },
            field="product",
        )
    codes = product.catalogue_code_2017[:2], product.catalogue_code_2002[2:4]
    if read.catalogue and not product.is_ivd and read.catalogue not in codes:
        yield Problem(
            _("%(number)s is of catalogue %(read)s, the file says %(said)s."),
            {
                "number": product.registration_no,
                "read": read.catalogue,
                "said": "/".join(filter(None, codes)),
            },
            field="product",
        )


@rule("GSP 57, MRG 112")
def registration_is_valid(approval):
    """A product whose registration has lapsed cannot be approved."""
    if not approval.product.is_registered_on(timezone.localdate()):
        yield Problem(
            _("Registration %(number)s expired on %(day)s."),
            {
                "number": approval.product.registration_no,
                "day": approval.product.registration_valid_to or "—",
            },
            field="product",
        )


@rule("REG 42, GSP 51(4)")
def product_lies_in_own_scope(approval):
    """Class and catalogue code lie inside the company's own licence or filing."""
    if not OwnScope(timezone.localdate()).covers(approval.product):
        yield Problem(
            _("%(product)s lies outside the company's own scope of business."),
            {"product": approval.product},
            field="product",
        )


@rule("REG 57")
def imports_have_an_agent_and_chinese_labels(approval):
    """An imported product has Chinese labels and a named domestic agent."""
    if not approval.product.is_imported:
        return
    if not approval.product.domestic_agent:
        yield Problem(
            _("An imported product names its domestic agent."), field="product"
        )
    if not approval.chinese_label:
        yield Problem(
            _("An imported product has label and instructions in Chinese."),
            field="chinese_label",
        )


@warning("GSP 54(3)")
def higher_classes_name_their_udi(approval):
    """A product of class II or III without a UDI-DI asks for the reason."""
    if approval.product.management_class > 1 and not approval.product.udi_di:
        yield Problem(_("No UDI-DI is entered for this product."), field="product")
