"""Quality's hand on the goods, each step by whoever takes it, at his or her screen.

The warehouse holds phones.
"""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from inventory.models import NonconformingRecord
from qms.core.models import Batch, Zone
from qms.core.roles import Role
from qms.quality.models import Incident, IncidentReview, Veto
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = 390
#: What the code calls the roles that sentences name.
LABELS = {
    Role.QUALITY_HEAD: "head of quality",
    Role.QUALITY_OFFICER: "quality officer",
    Role.RESPONSIBLE_DEPARTMENT_HEAD: "head of the responsible department",
}


@pytest.fixture
def somebody(enter):
    """Whoever holds a role, before a screen of some width; always the same person."""
    seen = {}

    def come(role, width=1440):
        if role not in seen:
            seen[role] = enter(make.user(role), width)
        return seen[role]

    return come


def stopped(batch):
    return Batch.objects.get(pk=batch.pk).is_stopped()


def needs(person, role):
    """The sentence that says whose turn it is to sign."""
    said = {"role": person.say(LABELS[role])}
    return person.say("This is for the role %(role)s to sign.") % said


# What is condemned


def test_rejected_goods_are_condemned_and_destroyed(somebody):
    found = make.signed(make.incoming_inspection(rejected=10))
    case = condemn(somebody, found)
    batch = NonconformingRecord.objects.get().lines.get().batch
    assert batch.quantity(Zone.REJECTED) == 10
    destroy(somebody, case)
    assert batch.quantity(Zone.REJECTED) == 0
    wu = somebody(Role.STOREKEEPER)
    wu.open(NonconformingRecord.objects.get().get_absolute_url()).sees(case)
    assert wu.page.locator(".next").count() == 0


def condemn(somebody, found):
    wu = somebody(Role.STOREKEEPER, PHONE)
    wu.open(found.get_absolute_url()).begin("nonconforming device record")
    wu.has(0, quantity="10").sees_all().save().submit()
    case = wu.heading_number()
    said = {
        "quality_confirmation": "外箱破損",
        "cause": "運輸受壓",
        "prevention": "加固",
    }
    somebody(Role.QUALITY_OFFICER).take_up(case).sign(**said)
    somebody(Role.QUALITY_HEAD).take_up(case).sign(disposal="destroy")
    somebody(Role.COMPANY_HEAD).take_up(case).sign()
    return case


def destroy(somebody, case):
    wu = somebody(Role.STOREKEEPER).take_up(case).has(0, quantity="10")
    operator = make.user(Role.STOREKEEPER, full_name="吳敏")
    wu.fill(site="惠州", method="焚燒", operator_unit="惠州環保處置中心")
    wu.fill(operator=operator.full_name).save().submit()
    number = wu.heading_number()
    for role in (Role.QUALITY_OFFICER, Role.QUALITY_HEAD, Role.COMPANY_HEAD):
        somebody(role).take_up(number).sign()
    witness = somebody(Role.DESTRUCTION_WITNESS, PHONE).take_up(number)
    witness.sees_all()
    approved = timezone.localtime() + dt.timedelta(minutes=1)
    with time_machine.travel(approved + dt.timedelta(minutes=1)):
        when = f"{approved:%Y-%m-%d %H:%M}"
        witness.attach("evidence").sign(destroyed_at=when, witness="周曉燕")


# What is stopped


def test_a_batch_is_stopped_from_its_trace_and_let_go_by_quality_alone(enter, somebody):
    sale = make.sale()
    batch = sale.lines.get().batch
    number = stop(somebody, batch)
    li = enter(sale.made_by)
    refused_to_sell(li, sale)
    may_not_stop(li, batch)
    acknowledge(somebody, number)
    let_go(somebody, number)
    assert not stopped(batch)
    li.open(sale.get_absolute_url()).submit()


def stop(somebody, batch):
    huang = somebody(Role.QUALITY_OFFICER).open(batch.get_absolute_url())
    huang.follow("Stop the sale").has(0, batch=batch.lot, quantity="100")
    huang.fill(origin="complaint", cause="標籤模糊").save().submit()
    assert stopped(batch)
    return huang.heading_number()


def refused_to_sell(li, sale):
    line = sale.lines.select_related("batch__product").get()
    why = li.say("%(batch)s is under a stop-sale.") % {"batch": line.batch}
    li.open(sale.get_absolute_url()).sees(why).cannot("Sign and submit", why)


def may_not_stop(li, batch):
    li.open(batch.get_absolute_url())
    officer = li.say(LABELS[Role.QUALITY_OFFICER])
    why = li.say("This needs the role %(roles)s.") % {"roles": officer}
    for button in ("Stop the sale", "Start a recall", "Recall drill"):
        li.cannot(button, why)


def acknowledge(somebody, number):
    somebody(Role.QUALITY_HEAD).take_up(number).sign(opinion="同意")
    somebody(Role.STOREKEEPER, PHONE).take_up(number).sees_all().sign()
    somebody(Role.SALES_MANAGER).take_up(number).sign()


def let_go(somebody, number):
    huang = somebody(Role.QUALITY_OFFICER).take_up(number).shows(kind="release")
    huang.fill(judgement="good", disposal="release").save().submit()
    release = huang.heading_number()
    huang.cannot("Sign", needs(huang, Role.QUALITY_HEAD))
    somebody(Role.QUALITY_HEAD).take_up(release).sign(opinion="複核無誤")


# What is vetoed


def ordering(supplier):
    agreed = make.signed(make.contract(supplier=supplier))
    return make.purchase(contract=agreed)


#: What a veto may be about, and what is refused while it stands.
VETOED = {
    "supplier": (make.approved_supplier, ordering, "%(supplier)s is suspended."),
    "customer": (
        make.qualified_customer,
        lambda customer: make.sale(customer=customer),
        "%(customer)s is suspended.",
    ),
    "batch": (make.stocked_batch, make.sale, "%(batch)s is under a stop-sale."),
}


@pytest.mark.parametrize("kind", VETOED)
def test_a_veto_stops_its_target_until_quality_lifts_it(enter, somebody, kind):
    make_target, begin, sentence = VETOED[kind]
    target = make_target()
    draft = begin(target)
    number = veto(somebody, target, kind)
    author = enter(draft.made_by).open(draft.get_absolute_url())
    why = author.say(sentence) % {kind: target}
    author.sees(why).cannot("Sign and submit", why)
    nobody_else_lifts_it(somebody, number)
    lift(somebody, number)
    author.open(draft.get_absolute_url()).submit()


def veto(somebody, target, kind):
    huang = somebody(Role.QUALITY_OFFICER)
    huang.open(f"/quality/veto/new/?{kind}={target.pk}").fill(
        ground="other",
        facts="資料不實",
        measures_1=True,
        deadline=make.next_year(),
        department="quality",
    )
    huang.save().submit()
    number = huang.heading_number()
    somebody(Role.QUALITY_HEAD).take_up(number).sign(opinion="否決")
    return number


def nobody_else_lifts_it(somebody, number):
    wang = somebody(Role.COMPANY_HEAD).open(Veto.objects.get().get_absolute_url())
    wang.sees_not(wang.say("release of a quality veto"))
    wang.cannot("Sign", needs(wang, Role.RESPONSIBLE_DEPARTMENT_HEAD))
    somebody(Role.RESPONSIBLE_DEPARTMENT_HEAD).take_up(number).sign()
    wang.take_up(number).sign(opinion="知悉")


def lift(somebody, number):
    huang = somebody(Role.QUALITY_OFFICER).open(Veto.objects.get().get_absolute_url())
    huang.begin("release of a quality veto").fill(grounds="已補正")
    huang.save().submit()
    release = huang.heading_number()
    huang.cannot("Sign", needs(huang, Role.QUALITY_HEAD))
    somebody(Role.QUALITY_HEAD).take_up(release).sign(opinion="解除")


# What went wrong


def test_an_incident_is_reported_by_anybody_and_closed_by_quality(somebody):
    sun = somebody(Role.DRIVER, PHONE).open("/quality/incident/new/")
    sun.fill(severity="ordinary", place="裝卸區", description="紙箱跌落")
    sun.sees_all().save().submit()
    number = sun.heading_number()
    head = somebody(Role.RESPONSIBLE_DEPARTMENT_HEAD)
    head.take_up(number).sign(cause="堆碼過高")
    huang = somebody(Role.QUALITY_OFFICER).take_up(number)
    said = {"responsible": "倉儲部", "correction": "重碼", "prevention": "限高標識"}
    huang.sign(**said, deadline=make.next_year())
    for role in (Role.QUALITY_HEAD, Role.COMPANY_HEAD):
        somebody(role).take_up(number).sign()
    sun.open(Incident.objects.get().get_absolute_url())
    assert sun.page.locator(".next").count() == 0
    huang.open(Incident.objects.get().get_absolute_url())
    points = dict.fromkeys(IncidentReview.POINTS, True)
    huang.follow("Evaluation of the effect").fill(effectiveness="再無發生", **points)
    huang.follow("Enter").sees("再無發生")
    assert not Incident.objects.not_closed()


def test_missing_goods_lead_to_their_incident(somebody):
    count = make.stocktake(97)
    make.signed(count, verdict={"reason": "拆零漏登", "adjustment": "books"})
    wu = somebody(Role.STOREKEEPER, PHONE).take_up(count.number)
    wu.shows(place=str(count.warehouse)).has(0, quantity="3").sees_all()
    wu.fill(severity="ordinary").save().sees(count.number)
    wu.open("/").sees_not(count.number)
