"""Signatures: what each covers, who gives it, when and with which password."""

import datetime as dt

import pytest
from django.urls import reverse

from qms.core.models import Appointment
from qms.core.roles import Role
from qms.records.models import Signature
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.browsing import typed
from tests.core.cast import last, sentences, sign_in
from tests.world import broken, days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def submitted(record):
    record.submit(record.made_by, justification="Known and accepted")
    return record


# What a signature covers


def test_each_signature_keeps_matching_what_it_covered():
    review = make.signed(make.customer_review())
    for signature in review.signatures.all():
        assert signature.digest == review.digest(signature.place)
    assert review.signatures.last().digest == review.digest()


def test_a_signature_does_not_cover_what_later_ones_fill_in():
    review = submitted(make.customer_review())
    review.sign(make.user(Role.SALES_MANAGER), sales_opinion="a good customer")
    first, second = review.signatures.given()
    assert first.digest == review.digest(0)
    assert second.digest != first.digest


def test_a_signature_covers_lines_and_papers():
    contract = make.contract()
    before = contract.digest()
    make.attach(contract, "quality_standard_files")
    with_paper = contract.digest()
    [line] = contract.lines.all()
    line.quantity += 1
    line.save(by=contract.made_by)
    assert len({before, with_paper, contract.digest()}) == 3


def test_a_digest_is_of_what_the_database_holds():
    letter = make.sales_authorization()
    before = letter.digest()
    letter.region = "香港"
    assert letter.digest() == before


def test_the_time_of_a_signature_is_the_servers(time_machine):
    now = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
    time_machine.move_to(now, tick=False)
    letter = submitted(make.sales_authorization(made_on=dt.date(2026, 11, 1)))
    assert letter.signatures.first().signed_at == letter.submitted_at == now


def test_a_record_tells_of_a_day_that_has_come_unless_it_plans_one():
    assert broken(make.sales_authorization(made_on=days(1))) == {"date"}
    assert broken(make.contract(made_on=days(1))) == set()


# Who signs


def test_what_waits_for_a_person_is_what_he_may_sign_now():
    letter = submitted(make.sales_authorization())
    officer = make.user(Role.QUALITY_OFFICER)
    legal = make.user(Role.LEGAL_REPRESENTATIVE)
    waiting = Signature.objects.waiting_for
    assert [s.record for s in waiting(officer)] == [letter]
    assert not waiting(legal)
    letter.sign(officer)
    assert not waiting(officer)
    assert [s.record for s in waiting(legal)] == [letter]


def test_the_own_application_does_not_wait_for_its_author():
    author = make.user(Role.SALESPERSON, Role.SALES_MANAGER, Role.QUALITY_OFFICER)
    review = submitted(make.customer_review(by=author))
    assert [s.place for s in Signature.objects.waiting_for(author)] == [1]
    review.sign(author, sales_opinion="mine")
    assert not Signature.objects.waiting_for(author)
    colleague = make.user(Role.QUALITY_OFFICER)
    assert [s.place for s in Signature.objects.waiting_for(colleague)] == [2]


@pytest.mark.parametrize("ended", ["appointment", "account"])
def test_nobody_signs_with_a_right_that_has_ended(ended):
    letter, officer = submitted(make.sales_authorization()), make.user()
    held = Appointment.objects.create(by=officer, user=officer, role="quality_officer")
    if ended == "appointment":
        held.until = make.timezone.now()
        held.save(by=officer)
    else:
        officer.deactivate(make.user(Role.SYSTEM_ADMIN), "left")
    with pytest.raises(Refused, match="for the role quality officer"):
        letter.sign(type(officer).objects.get(pk=officer.pk))


def test_an_outsiders_signature_is_taken_down_by_an_employee():
    receipt = submitted(make.goods_receipt(deliverer="陳師傅"))
    theirs, ours = receipt.signatures.all()
    assert (theirs.role, theirs.printed_name) == ("counterparty", "陳師傅")
    assert (theirs.signer, ours.signer) == (receipt.made_by, receipt.made_by)
    assert ours.printed_name == receipt.made_by.full_name


# On the page of the record


@pytest.fixture
def letter():
    return submitted(make.sales_authorization())


@pytest.fixture
def officer(client):
    return sign_in(client, make.user(Role.QUALITY_OFFICER))


def take(client, record, step, **data):
    return client.post(registry.of(record).url("step", record.pk, step), data)


def test_signing_asks_for_the_password_again(client, officer, letter):
    page = take(client, letter, "sign", password="not mine")
    assert "That is not your password." in page.content.decode()
    assert letter.next_signature().place == 1
    page = take(client, letter, "sign", password="pw", opinion="Agreed")
    assert page.url == letter.get_absolute_url()
    signed = letter.signatures.get(place=1)
    assert (signed.signer, signed.opinion) == (officer, "Agreed")


def test_a_wrong_password_is_trailed_with_the_record(client, officer, letter):
    take(client, letter, "sign", password="not mine")
    client.post(reverse("sign-together"), {"place": letter.next_signature().pk})
    entry = last("refused")
    assert (entry.actor, entry.record, entry.details["step"]) == (
        officer,
        letter,
        "sign",
    )
    assert sentences(entry) == ["That is not your password."]
    assert entry.details["problems"][0]["rule"] == "password"


def test_whoever_guesses_at_a_signature_is_locked_out(
    client, officer, letter, settings
):
    for _each in range(settings.AXES_FAILURE_LIMIT):
        page = take(client, letter, "sign", password="a guess")
    assert page.status_code == 429
    assert take(client, letter, "sign", password="pw").status_code == 429
    assert letter.next_signature().place == 1


def test_two_clicks_do_not_sign_two_places(client, letter):
    both = sign_in(client, make.user(Role.QUALITY_OFFICER, Role.LEGAL_REPRESENTATIVE))
    url = registry.of(letter).url("step", letter.pk, "sign")
    data = typed(client.get(url), "step-form") | {"password": "pw"}
    client.post(url, data)
    page = client.post(url, data).content.decode()
    assert "It waits for another signature now; look at it again." in page
    assert [s.signer for s in letter.signatures.given()] == [letter.made_by, both]


def test_what_a_place_fills_in_is_asked_for(client):
    review = submitted(make.customer_review())
    sign_in(client, make.user(Role.SALES_MANAGER))
    page = take(client, review, "sign", password="pw", sales_opinion="")
    assert page.context["forms"][0].errors == {
        "sales_opinion": ["This field is required."]
    }
    take(client, review, "sign", password="pw", sales_opinion="a good customer")
    review.refresh_from_db()
    assert review.sales_opinion == "a good customer"


def test_sending_back_asks_for_a_reason(client, officer, letter):
    page = take(client, letter, "send-back", reason=" ")
    assert page.context["forms"][0].errors == {"reason": ["This field is required."]}
    take(client, letter, "send-back", reason="the region is missing")
    letter.refresh_from_db()
    assert letter.state == "draft"


def test_a_button_that_does_not_work_says_why(client, letter):
    sign_in(client, make.user(Role.DRIVER))
    page = client.get(letter.get_absolute_url())
    steps = {s.name: [str(o) for o in s.obstacles] for s in page.context["steps"]}
    assert steps["sign"] == ["This is for the role quality officer to sign."]
    assert steps["sign"][0] in page.content.decode()


def test_what_is_refused_at_the_door_says_why(client, letter):
    sign_in(client, make.user(Role.DRIVER))
    page = take(client, letter, "sign", password="pw")
    assert "This is for the role quality officer to sign." in page.content.decode()
    assert letter.next_signature().place == 1


def test_there_is_no_other_step(client, officer, letter):
    assert take(client, letter, "backdate").status_code == 404
