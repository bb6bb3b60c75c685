import time, pytest
from qms.quality.management.commands.demo import furnish
from django.utils import translation
from django.db import transaction
pytestmark = pytest.mark.django_db(transaction=True)

def test_a(live_server):
    t=time.time()
    with translation.override("zh-hant"), transaction.atomic():
        furnish()
    print("furnish", time.time()-t, live_server.url)

def test_b(live_server):
    from tests import make
    t=time.time()
    make.sale()
    print("sale", time.time()-t)
