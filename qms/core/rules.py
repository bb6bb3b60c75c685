"""Rules about the master data, and what rules of several departments ask."""

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.identifiers import is_uscc, licence, registration
from qms.records.rules import Problem, rule, warning


@warning("GB 32100-2015")
def credit_code_checks(enterprise):
    """The last digit of a credit code follows from the others."""
    if enterprise.uscc and not is_uscc(enterprise.uscc):
        yield Problem(
            _("The check digit of the credit code %(code)s is wrong."),
            {"code": enterprise.uscc},
            field="uscc",
        )


@warning("PIPL")
def individuals_have_consented(customer):
    """Of an individual only what is needed is kept, and with consent."""
    if customer.is_individual:
        sentence = _(
            "Keep of an individual what is needed only; say how consent was given."
        )
        yield Problem(sentence, field="kind")


@warning("MRG 115")
def registration_fits_the_class(product):
    """The number of a registration names the class and catalogue of the product."""
    read = registration(product.registration_no)
    if read is None:
        yield Problem(
            _("%(number)s has none of the known forms of a registration number."),
            {"number": product.registration_no},
            field="registration_no",
        )
    elif read.management_class != product.management_class:
        yield Problem(
            _("%(number)s is of class %(read)s, the file says class %(said)s."),
            {
                "number": product.registration_no,
                "read": read.management_class,
                "said": product.management_class,
            },
            field="management_class",
        )


@warning("O54-14")
def licence_number_is_of_its_kind(paper):
    """The number of the company's own licence or filing says which of them it is."""
    if kind := {"licence": "distribution", "filing": "distribution_filing"}.get(
        paper.kind
    ):
        yield from odd_licence(paper.licence_no, kind)


@rule("O54-16")
def one_calendar_for_a_year(calendar):
    """The working days of a year are told by one calendar, which is revised."""
    same = type(calendar).objects.in_effect().filter(year=calendar.year)
    if same.exclude(pk=calendar.pk).exists():
        sentence = _("There is a calendar of this year; revise it.")
        yield Problem(sentence, field="year")


@rule("O54-16")
def days_lie_in_the_year(calendar):
    """Holidays and worked weekends are days of the year that the calendar is of."""
    for run in calendar.days.all():
        for name in ("first", "last"):
            if getattr(run, name).year != calendar.year:
                sentence = _("This day lies in another year.")
                yield Problem(sentence, field=name, line=run)


def odd_licence(number, kind):
    """Yield the problem that a licence number has not the form of its kind."""
    read = licence(number)
    if read is None or read.kind != kind:
        sentence = _("%(number)s has not the form of such a licence or filing number.")
        yield Problem(sentence, {"number": number}, field="licence_no")


def still_to_come(row, name):
    """Yield the problem that a moment, which is told as past, is still to come."""
    moment = getattr(row, name)
    if moment and moment > timezone.now():
        yield Problem(_("This time is still to come."), field=name)
