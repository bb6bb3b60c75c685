"""Quality's hand: goods that are stopped, recalled and let go; what went wrong."""

import datetime as dt

from qms.core.models import Zone
from qms.core.roles import Role
from qms.quality.models import (
    Incident,
    IncidentReview,
    Recall,
    RecallAnswer,
    RecallNotice,
    RecallRecovery,
    RecallRelease,
    RecallReport,
    StopSale,
    StopSaleReport,
    Veto,
    VetoRelease,
)

from .keeping import counted, in_the_house
from .masters import later
from .steps import fill, finish, signed, submit


def stories(house, today):
    """What happens of this kind during the year, with the day that it begins on."""
    yield drilled(house.staff), today - dt.timedelta(days=190)
    yield stopped(house.staff), today - dt.timedelta(days=75)
    yield recalled(house.staff), today - dt.timedelta(days=48)
    yield went_wrong(house.staff), today - dt.timedelta(days=12)


def begun(staff, batch, kind, reason, **values):
    """A recall up to the list of customers."""
    by = staff[Role.QUALITY_OFFICER]
    made = Recall(
        kind=kind, initiator=batch.product.registrant_name, reason=reason, **values
    )
    made.save(by=by)
    made.batches.create(by=by, batch=batch)
    submit(made, staff)
    made.enter(staff[Role.SALES_MANAGER], RecallNotice(notify_channel="telephone"))
    return made


def drilled(staff):
    """The drill of the year: who has this batch?"""
    while (batch := in_the_house()) is None:
        yield 1
    made = begun(staff, batch, "drill", "年度召回演練", requirement="warn")
    yield 1
    done = "演練中全部客戶均在時限內確認收到通知"
    finish(made, staff, disposal="演練，不涉及實物", conclusion=done)


def recalled(staff):
    """A recall of one's own accord, from the first word to the account."""
    told = {"recall_class": "3", "requirement": "take_back", "is_serious": False}
    while (batch := in_the_house(is_sterile_single_use=True)) is None:
        yield 1
    made = begun(staff, batch, "own", "個別包裝封口不嚴，存在漏液風險", **told)
    yield 2
    for whom, how in (("registrant", "傳真 2026-07"), ("province", "系統上報 GD-1182")):
        made.enter(staff[Role.QUALITY_HEAD], RecallReport(whom=whom, note=how))
    for line in made.lines.all():
        answered(staff, made, line)
    yield 3
    disposal, done = "收回產品隔離於退貨區，待質量判定", "已售產品全部核實，收回率100%"
    finish(made, staff, disposal=disposal, conclusion=done)
    yield 2
    freed = RecallRelease(recall=made, grounds="註冊人複檢庫存批次，封口強度合格")
    signed(fill(freed, staff[Role.QUALITY_OFFICER]), staff)


def answered(staff, recall, line):
    """A customer has used some of it and gives the rest back."""
    used = line.quantity // 3
    answer = RecallAnswer(line=line, used_qty=used, note="已使用，無不良反應")
    recall.enter(staff[Role.SALESPERSON], answer)
    apart = line.batch.balances.filter(place__zone=Zone.QUALIFIED).first().place
    place = apart.warehouse.places.filter(zone=Zone.RETURNED).first()
    came = RecallRecovery(line=line, quantity=line.quantity - used, place=place)
    recall.enter(staff[Role.STOREKEEPER], came)


def stopped(staff):
    """A complaint stops a batch; what is found lets it go."""
    by = staff[Role.QUALITY_OFFICER]
    while (batch := in_the_house(is_sterile_single_use=False)) is None:
        yield 1
    made = StopSale(
        origin="complaint", cause="客戶反映個別包裝標籤模糊，暫停銷售待核實"
    )
    lines = made.begin_with(batch)
    made.save(by=by)
    for line in lines:
        line.record = made
        line.save(by=by)
    signed(made, staff)
    made.enter(by, StopSaleReport(whom="customers", how="電話通知採購科"))
    yield 3
    freed = StopSale(stop=made, judgement="good", disposal="release")
    signed(fill(freed, by), staff)


def vetoed(staff, supplier, facts):
    """The ruling against a supplier that was not let in, until it has mended that."""
    made = Veto(
        supplier=supplier,
        ground="supplier",
        facts=facts,
        measures="stop_buying,end",
        deadline=later(7),
        department="procurement",
    )
    signed(fill(made, staff[Role.QUALITY_OFFICER]), staff)
    yield 20
    freed = VetoRelease(
        veto=made, grounds="已補正授權書並延續許可證，可重新申請首營審核"
    )
    signed(fill(freed, staff[Role.QUALITY_OFFICER]), staff)


def went_wrong(staff):
    """A count misses goods: an incident, which is closed when nothing is left open."""
    while (batch := in_the_house()) is None:
        yield 1
    count = counted(staff, batch, -2, "複盤仍少2件，拆零後漏登記", "books")
    yield 1
    made = fill(Incident(stocktake=count, severity="ordinary"), staff[Role.STOREKEEPER])
    signed(
        made,
        staff,
        cause="拆零後未及時登記",
        responsible="倉儲部",
        correction="補記並複盤相鄰庫位",
        prevention="拆零當日登記，每週循環盤點",
        deadline=later(5),
    )
    yield 4
    done = dict.fromkeys(IncidentReview.POINTS, True)
    review = IncidentReview(effectiveness="複盤兩次賬物相符", **done)
    made.enter(staff[Role.QUALITY_OFFICER], review)
