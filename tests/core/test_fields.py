"""Codes are kept in one spelling, so that nothing is entered twice unnoticed."""

import pytest

from qms.core.models import Batch, Supplier
from qms.core.scanned import scan_lot
from qms.records.registers import registry
from tests import make
from tests.browsing import typed
from tests.core.cast import sign_in
from tests.tampering import refused
from tests.world import change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

#: ASCII as an input method for Chinese types it in full width.
WIDE = {sign: sign + 0xFEE0 for sign in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    "spelt", [str.lower, lambda code: code.translate(WIDE), lambda code: f" {code} "]
)
def test_a_credit_code_has_one_file_however_it_is_typed(client, spelt):
    code, form = make.supplier().uscc, registry.of(Supplier).url("create")
    sign_in(client, make.user("purchaser"))
    twice = typed(client.get(form)) | {"name": "Again", "uscc": spelt(code)}
    page = client.post(form, twice)
    assert "This credit code has a file already." in page.content.decode()
    with refused():
        make.supplier(uscc=spelt(code))


@pytest.mark.parametrize("said", ["6901234567892", "６９０１２３４５６７８９２"])
def test_a_scan_finds_a_product_whose_code_was_typed_with_13_digits(said):
    product = make.product(udi_di=said)
    assert product.udi_di == "06901234567892"
    assert scan_lot("(01)06901234567892(10)A1").values["product"] == product.pk


def test_a_registration_is_kept_in_the_script_of_the_authority():
    product = make.product(registration_no="國械注准 ２０２３３１４５８２８")
    assert product.registration_no == "国械注准20233145828"


def test_a_lot_is_one_batch_however_it_is_typed(world):
    lot = world.batch.lot
    receipt = make.goods_receipt(purchase=world.ordered())
    change(receipt.lines.get(), lot=lot.translate(WIDE))
    make.signed(receipt)
    assert Batch.objects.get(product=world.product, lot=lot) == world.batch
    assert receipt.lines.get().lot == lot
