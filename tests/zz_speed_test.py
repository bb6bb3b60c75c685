import time, pytest
from tests import make
from django.utils import translation
from tests.core.cast import sign_in
from django.db import connection
from django.test.utils import CaptureQueriesContext
pytestmark = pytest.mark.django_db
from qms.records.registers import registry
from qms.core.roles import Role
from tests.tampering import *
def T(label, f):
    t=time.perf_counter()
    with CaptureQueriesContext(connection) as q: r=f()
    print(f"{label} {time.perf_counter()-t:.2f}s/{len(q)}q", getattr(r,'status_code',''), end=" | ")
@pytest.mark.parametrize("key", ["sales.sale", "inventory.incominginspection"])
def test_x(key, client):
    reg=registry[key]
    sign_in(client, make.user(Role.INSPECTOR))
    s=make.one(reg.model)
    s.submit(s.made_by, justification="x")
    print()
    T("guards", lift_guards)
    T("list",lambda: client.get(reg.url()))
    T("list",lambda: client.get(reg.url()))
    for n in ["detail","sheet","history"]:
        for i in (1,2):
            T(n,lambda: client.get(reg.url(n,s.pk)))
    for n in ["blank","excel","pdf", "blank"]:
        T(n,lambda: client.get(reg.url(n)))
