"""A stop-sale stops goods at the officer's signature; only the head lets them go."""

import pytest

from inventory.models import StorageInspection
from qms.core.models import Batch, Hold
from qms.core.roles import Role
from qms.quality.models import StopSale, StopSaleReport
from qms.records.models import State, Trail
from qms.records.registers import registry
from qms.records.rules import Refused
from qms.records.verification import verify
from tests import make
from tests.core.cast import sign_in
from tests.tampering import assign, refused
from tests.world import amended, broken, change, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(scope="module")
def shelved(world, django_db_blocker):
    with django_db_blocker.unblock():
        return world.stocked()


@pytest.fixture
def batch(shelved):
    return Batch.objects.get(pk=shelved.pk)


@pytest.fixture
def notice(batch):
    """A notice that its officer has signed, and nobody else."""
    draft = make.stop_sale(batch)
    draft.submit(draft.made_by)
    return draft


def stopped(batch):
    return Batch.objects.get(pk=batch.pk).is_stopped()


def head():
    return make.user(Role.QUALITY_HEAD)


def test_goods_stop_at_the_officers_signature(notice, batch):
    assert notice.state == State.SUBMITTED
    assert stopped(batch)
    assert batch not in Batch.objects.sellable()
    hold = Hold.objects.standing().get()
    assert (hold.because, hold.number, hold.thing) == (
        notice,
        notice.number,
        str(batch),
    )


def test_what_is_drafted_stops_nothing(batch):
    make.stop_sale(batch)
    assert not stopped(batch)


@pytest.mark.parametrize("step", ["send_back", "reject"])
def test_the_head_of_quality_undoes_a_stop_by_going_back(notice, batch, step):
    getattr(notice, step)(head(), "The seals are intact")
    assert not stopped(batch)
    assert Hold.objects.get().lifted_by.has_role(Role.QUALITY_HEAD)


def test_storekeeper_and_sales_manager_only_take_note(notice, batch):
    notice.sign(head())
    for role in (Role.STOREKEEPER, Role.SALES_MANAGER):
        somebody = make.user(role)
        for step in ("send_back", "reject"):
            with pytest.raises(Refused, match="takes note"):
                getattr(notice, step)(somebody, "We need to sell it")
        notice.sign(somebody)
    assert notice.state == State.SIGNED
    assert stopped(batch)


def test_only_the_head_of_quality_voids_a_notice(notice):
    make.sign_all(notice)
    for role in (Role.SALES_MANAGER, Role.STOREKEEPER, Role.QUALITY_OFFICER):
        with pytest.raises(Refused):
            notice.void(make.user(role), "entered twice")
    notice.void(head(), "entered twice")
    assert Hold.objects.standing().count() == 0


# Letting go


def test_a_release_lets_go_at_the_heads_signature(notice, batch):
    release = make.stop_release(make.sign_all(notice))
    release.submit(release.made_by)
    assert stopped(batch)
    release.sign(head())
    assert not stopped(batch)
    assert make.sign_all(release).state == State.SIGNED
    assert Hold.objects.get().lifted_because == release


def test_what_does_not_conform_is_not_let_go(notice, batch):
    stop = make.sign_all(notice)
    wrong = make.stop_release(stop, judgement="bad")
    assert broken(wrong) == {"only_goods_that_conform_are_let_go"}
    condemned = change(wrong, disposal="destroy")
    make.signed(condemned)
    assert stopped(batch)
    assert stop not in StopSale.objects.awaiting_judgement()


def test_a_test_has_its_result_before_goods_are_let_go(notice):
    waiting = make.stop_release(make.sign_all(notice), judgement="test")
    assert broken(waiting) == {"only_goods_that_conform_are_let_go"}


def test_a_release_says_what_it_follows_and_decides(notice):
    release = make.stop_release(make.sign_all(notice))
    change(release, stop=None, judgement="", disposal="")
    said = {p.field for p in StopSale.objects.get(pk=release.pk).problems()}
    assert {"stop", "judgement", "disposal"} <= said


def test_only_what_a_notice_stopped_is_judged(notice):
    release = make.stop_release(make.sign_all(notice))
    change(release.lines.get(), batch=make.stocked_batch())
    assert broken(release) == {"only_stopped_goods_are_judged"}


def test_goods_are_let_go_once(notice):
    stop = make.sign_all(notice)
    first, second = make.stop_release(stop), make.stop_release(stop)
    make.signed(first)
    assert broken(second) == {"only_stopped_goods_are_judged"}


def test_goods_stop_again_when_their_release_is_struck_out(notice, batch):
    release = make.signed(make.stop_release(make.sign_all(notice)))
    void(release)
    assert stopped(batch)
    assert list(verify()) == []


def test_a_stop_with_a_release_is_not_struck_out(notice):
    stop = make.sign_all(notice)
    make.signed(make.stop_release(stop))
    with pytest.raises(Refused):
        void(StopSale.objects.get(pk=stop.pk))


def test_the_database_keeps_a_release_in_order(notice):
    release = make.stop_release(make.sign_all(notice))
    release.submit(release.made_by)
    for values in ({"stop_id": None}, {"judgement": "bad"}, {"judgement": "test"}):
        with refused():
            assign(release, **values)
    draft = make.stop_release(notice, judgement="bad")
    with refused():
        assign(draft, state="submitted", number="TS-X")


# Corrections


def test_a_correction_that_is_rejected_leaves_the_stop_as_it_was(notice, batch):
    stop = make.sign_all(notice)
    draft = amended(stop, lines={"batch": make.stocked_batch()})
    draft.submit(draft.made_by)
    draft.reject(head(), "It was right before")
    assert stopped(batch)


def test_a_correction_lets_go_what_it_names_no_more(notice, batch):
    stop, other = make.sign_all(notice), make.stocked_batch()
    make.signed(amended(stop, lines={"batch": other}))
    assert not stopped(batch)
    assert stopped(other)
    assert list(verify()) == []


def test_a_correction_of_words_goes_on_with_the_same_holds(notice, batch):
    stop = make.sign_all(notice)
    correction = make.signed(amended(stop, cause="Broken and soiled seals"))
    assert Hold.objects.count() == 1
    make.signed(make.stop_release(correction))
    assert not stopped(batch)


# Telling others, and finding the goods


def told(notice, whom):
    report = StopSaleReport(whom=whom, how="telephone, Mr Liu")
    notice.enter(notice.made_by, report)


def test_a_serious_stop_is_due_until_everybody_is_told(notice):
    untold = registry["quality.untold-stop-sales"].queryset
    for whom in StopSaleReport.Whom:
        assert list(untold()) == [notice]
        told(notice, whom)
    assert list(untold()) == []
    assert notice.authority_reported_at() is not None


def test_a_slight_stop_is_not_due():
    make.signed(make.stop_sale(is_serious=False))
    assert not StopSale.objects.untold()


def test_every_sale_of_the_batches_is_on_the_page(client, batch):
    sold = make.signed(make.sale(batch, quantity=7))
    notice = make.signed(make.stop_sale(batch))
    assert [line.record for line in notice.sales()] == [sold]
    sign_in(client, notice.made_by)
    page = client.get(notice.get_absolute_url()).content.decode()
    assert sold.customer_name in page
    assert sold.number in page


def test_a_batch_begins_a_notice_with_all_that_lies_of_it(client, batch):
    sign_in(client, make.user(Role.QUALITY_OFFICER))
    url = registry.of(StopSale).url("create")
    (formset,) = client.get(url, {"batch": batch.pk}).context["parts"][1:2]
    (line,) = formset.formset.forms
    assert line.initial["batch"] == batch
    assert line.initial["quantity"] == 100


def test_a_notice_that_is_not_a_release_names_no_other(client, notice):
    """Whatever stood in the field while it was asked for."""
    officer = sign_in(client, make.user(Role.QUALITY_OFFICER))
    form = {"kind": "stop", "stop": notice.pk, "origin": "recall", "version": 0}
    form |= {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0, "made_on": make.today()}
    client.post(registry.of(StopSale).url("create"), form)
    assert StopSale.objects.get(made_by=officer).stop is None


def test_laying_and_letting_go_are_trailed(notice):
    make.signed(make.stop_release(make.sign_all(notice)))
    acts = Trail.objects.filter(act__in=("held", "lifted")).order_by("pk")
    assert [entry.act for entry in acts] == ["held", "lifted"]
    assert list(verify()) == []


# What gave rise to it


def begun(**source):
    return make.fill(StopSale(**source), isolated_to="in_place")


def test_a_doubt_in_storage_begins_a_notice_and_both_pages_say_so(client, batch):
    doubt = {"conclusion": "stopped", "problem": "swollen", "measure": "apart"}
    doubt |= {"appearance": "abnormal"}
    sheet = make.signed(make.storage_inspection(batch, **doubt))
    assert list(StorageInspection.objects.awaiting_stop()) == [sheet]
    notice = begun(storage_inspection=sheet)
    assert (notice.origin, notice.cause) == ("inspection", "swollen")
    assert [(x.batch, x.quantity) for x in notice.lines.all()] == [(batch, 100)]
    assert not StorageInspection.objects.awaiting_stop()
    make.signed(notice)
    sign_in(client, notice.made_by)
    for page, other in ((notice, sheet), (sheet, notice)):
        assert other.number in client.get(page.get_absolute_url()).content.decode()


def test_an_incident_begins_a_notice_about_its_batches(client):
    incident = make.signed(make.incident(severity="grave"))
    link = f"/quality/stopsale/new/?incident={incident.pk}"
    sign_in(client, make.user(Role.QUALITY_OFFICER))
    assert link in client.get(incident.get_absolute_url()).content.decode()
    notice = begun(incident=incident)
    assert (notice.source(), notice.is_serious) == (incident, True)
    assert notice.lines.get().batch == incident.lines.get().batch
    assert link not in client.get(incident.get_absolute_url()).content.decode()


def test_a_record_without_a_doubt_leads_to_no_notice(client, batch):
    sheet = make.signed(make.storage_inspection(batch))
    sign_in(client, make.user(Role.QUALITY_OFFICER))
    assert "stopsale/new" not in client.get(sheet.get_absolute_url()).content.decode()
