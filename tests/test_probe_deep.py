import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.test_invariants import Warehouse

pytestmark = pytest.mark.django_db


def test_deep(world, ordered):
    run_state_machine_as_test(
        lambda: Warehouse(world, ordered),
        settings=settings(
            max_examples=50,
            stateful_step_count=50,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
