import pytest

pytestmark = pytest.mark.django_db
def test_x(world):
    print(world.batch, world.batch.quantity())
def test_y(world):
    assert world.receipt.state == "signed"
