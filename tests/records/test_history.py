"""Every version of every row is kept: no write goes past the history."""

import pytest
from django.apps import apps

from qms.core.models import Supplier, SupplierCertificate, Warehouse
from qms.core.roles import Role
from qms.records import changes
from qms.records.models import Trailed, TrailedQuerySet
from tests import make
from tests.core.cast import sign_in

TRAILED = [m for m in apps.get_models() if issubclass(m, Trailed)]
each_trailed = pytest.mark.parametrize(
    "model", TRAILED, ids=lambda model: model._meta.label_lower
)


@each_trailed
def test_rows_are_not_written_behind_the_history(model):
    rows = model.objects
    for write in (rows.update, rows.all().delete, rows.create):
        with pytest.raises(TypeError, match="actor|by"):
            write()
    with pytest.raises(TypeError, match="by"):
        rows.bulk_create([model()])
    with pytest.raises(TypeError, match="by"):
        rows.bulk_update([model(pk=1)], ["id"])


@each_trailed
def test_every_manager_refuses_to_write_behind_the_history(model):
    for manager in model._meta.managers:
        assert isinstance(manager.all(), TrailedQuerySet)


@pytest.mark.django_db
def test_no_row_is_written_without_an_actor():
    room = make.warehouse()
    with pytest.raises(TypeError, match="by"):
        room.save()
    with pytest.raises(TypeError, match="stays"):
        room.delete()


@pytest.mark.django_db
def test_related_rows_are_not_written_behind_the_history():
    contract = make.contract()
    with pytest.raises(TypeError):
        contract.lines.update(quantity=1)
    with pytest.raises(TypeError):
        contract.lines.all().delete()
    with pytest.raises(TypeError):
        contract.lines.update_or_create(quantity=1)


# What a version says


@pytest.mark.django_db
def test_each_save_leaves_a_version_with_person_and_reason():
    letter, colleague = make.sales_authorization(), make.user()
    letter.region = "香港"
    letter.save(by=colleague, reason="as agreed")
    new, old = letter.history.all()
    assert (new.region, old.region) == ("香港", "廣東")
    assert (new.history_user, old.history_user) == (colleague, letter.made_by)
    assert new.history_change_reason == "as agreed"


@pytest.mark.django_db
def test_rows_written_in_bulk_leave_their_versions():
    keeper = make.user()
    rows = [Warehouse(name=name) for name in "AB"]
    made = Warehouse.objects.bulk_create(rows, by=keeper, reason="moved in")
    for room in made:
        room.address = "廣州"
    Warehouse.objects.bulk_update(made, ["address"], by=keeper, reason="moved")
    said = Warehouse.history.order_by("history_id").values_list(
        "name", "address", "history_type", "history_change_reason", "history_user"
    )
    assert list(said) == [
        ("A", "", "+", "moved in", keeper.pk),
        ("B", "", "+", "moved in", keeper.pk),
        ("A", "廣州", "~", "moved", keeper.pk),
        ("B", "廣州", "~", "moved", keeper.pk),
    ]


# What a reader sees of it


@pytest.fixture
def supplier():
    """A file whose address changed and whose first certificate was taken out."""
    made = make.supplier()
    kept = {"by": made.made_by, "record": made, "kind": "distribution"}
    SupplierCertificate.objects.create(**kept, number="A-1").delete(by=made.made_by)
    SupplierCertificate.objects.create(**kept, number="A-2")
    made.address = "佛山"
    made.save(by=make.user(full_name="Chan"), reason="moved")
    return made


@pytest.mark.django_db
def test_versions_say_what_changed_from_one_to_the_next(english, supplier):
    newest, *lines, oldest = changes.versions_of(supplier)
    assert newest.changes == [("Address", "廣州市科學大道1號", "佛山")]
    assert (str(newest.person), newest.reason, newest.kind) == ("Chan", "moved", "~")
    assert [(line.what, line.kind) for line in lines] == [
        ("certificate of a supplier", "+"),
        ("certificate of a supplier", "-"),
        ("certificate of a supplier", "+"),
    ]
    assert (oldest.kind, oldest.changes) == ("+", [])


@pytest.mark.django_db
def test_the_page_of_the_history_shows_old_and_new(client, supplier):
    sign_in(client, make.user(Role.ANY_EMPLOYEE))
    page = client.get(f"{supplier.get_absolute_url()}history/").content.decode()
    assert "<del>廣州市科學大道1號</del>" in page
    assert "<ins>佛山</ins>" in page
    assert "removed" in page
    assert Supplier.objects.get().address == "佛山"
