"""Visits to customers: the larger ones more often, and not all of them content."""

import datetime as dt
from itertools import cycle

from django.utils import timezone

from aftersales.models import CustomerVisit
from qms.core.models import Customer
from qms.core.roles import Role

from .steps import fill, finish, submit

#: How many days ago each customer was visited; the last one never was.
VISITED = ((116, 86, 56, 26), (187, 95), (170,), (100, 12), (190,), ())
#: Score and opinion on products, delivery and service; suggestion; our response.
SAID = (
    (
        (5, "產品質量穩定，未見不良反應"),
        (4, "到貨及時，偶有外箱擠壓"),
        (5, "業務員熟悉產品，服務熱情"),
        "希望提供電子版合格證明",
        "外箱加護角；合格證明隨訂單以電子郵件發送。",
    ),
    (
        (4, "質量良好"),
        (5, "每次均按約定時間送達，單據齊全"),
        (4, "回覆及時"),
        "",
        "繼續保持。",
    ),
    (
        (4, "質量穩定"),
        (2, "上月兩次晚到，影響手術安排"),
        (3, "電話能接通，但答覆較慢"),
        "急用品種請安排專人配送",
        "已按投訴處理：向用戶致歉，改由專車配送，並指定專人跟進。",
    ),
    (
        (5, "使用科室反映良好"),
        (5, "冷鏈產品溫度記錄齊全"),
        (5, "售後人員定期上門"),
        "建議增加操作培訓",
        "已列入下季度用戶培訓計劃。",
    ),
)
CHANNELS = ("on_site", "telephone", "questionnaire", "on_site", "meeting", "online")


def stories(staff, today):
    """Each visit, with the day that it is made on."""
    said, channels = cycle(SAID), cycle(CHANNELS)
    buyers = Customer.objects.in_effect().order_by("pk")
    for buyer, days in zip(buyers, VISITED, strict=True):
        for ago in days:
            story = visited(staff, buyer.pk, next(channels), next(said))
            yield story, today - dt.timedelta(days=ago)


def visited(staff, buyer, channel, said):
    """A visit, which the head of after-sales answers on the next day."""
    made = asked(staff, buyer, channel, said)
    submit(made, staff)
    yield 1
    finish(made, staff, response=said[-1])


def asked(staff, buyer, channel, said):
    """What a customer says, as whoever visits takes it down."""
    quality, delivery, service, suggestion, _response = said
    made = CustomerVisit(
        customer=Customer.objects.get(pk=buyer),
        channel=channel,
        visited_at=timezone.now() - dt.timedelta(minutes=30),
        suggestion=suggestion,
    )
    for name, told in (("quality", quality), ("delivery", delivery)):
        _tell(made, name, *told)
    _tell(made, "service", *service)
    answers = ("滿足", "基本及時", "能及時答覆", "願意")
    by = staff[Role.AFTERSALES_STAFF]
    return fill(made, by, answer=lambda n: answers[n], score=lambda n: 4 + n % 2)


def _tell(visit, name, score, opinion):
    setattr(visit, f"{name}_score", score)
    setattr(visit, f"{name}_opinion", opinion)


def left_open(staff):
    """A visit that waits for its analysis, and one that is being written down."""
    third, fourth = Customer.objects.in_effect().order_by("pk")[2:4]
    submit(asked(staff, third.pk, "telephone", SAID[2]), staff)
    asked(staff, fourth.pk, "on_site", SAID[3])
