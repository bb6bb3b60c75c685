"""What holds the house together: layers, registers, rules and makers."""

import importlib
import pkgutil
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model

from qms.records.models import Record
from qms.records.registers import Register, registry
from tests import make

HOME = Path(settings.BASE_DIR)
LINTER = tomllib.loads((HOME / "pyproject.toml").read_text())["tool"]["importlinter"]
PACKAGES = [HOME / name for name in LINTER["root_packages"]]
LAYERS = LINTER["contracts"][0]["layers"]
KINDS = [m for m in apps.get_models() if issubclass(m, Record)]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda k: k._meta.label_lower)


def layer(model):
    """How far upstream a model lies; what is in no layer reads the nouns only."""
    name = model._meta.app_config.name
    return LAYERS.index(name) if name in LAYERS else LAYERS.index("qms.core")


def own_models():
    roots = tuple(LINTER["root_packages"])
    return {m for m in apps.get_models() if m.__module__.startswith(roots)}


def links():
    """The foreign keys between models of this project; people are everywhere."""
    own = own_models()
    targets = own - {get_user_model()}
    for model in own:
        yield from (f for f in model._meta.fields if f.related_model in targets)


def test_foreign_keys_point_upstream():
    assert [f for f in links() if layer(f.related_model) < layer(f.model)] == []


def sources():
    return [path for package in PACKAGES for path in package.rglob("*.py")]


def test_nothing_is_done_in_receivers_of_signals():
    for path in sources():
        code = path.read_text()
        assert "django.dispatch" not in code, path
        assert "signals import" not in code or path.name == "apps.py", path


@each_kind
def test_each_kind_has_a_register(kind):
    assert isinstance(registry.of(kind), Register)


@each_kind
def test_each_kind_has_a_maker(kind):
    assert kind in make.MAKERS


@each_kind
def test_each_kind_says_on_which_form_it_is_kept_and_how_it_is_numbered(kind):
    assert kind.form_no
    assert kind.series
    assert kind.signed_by


@pytest.mark.parametrize("what", ["form_no", "series"])
def test_no_two_kinds_share_a_form_or_a_series(what):
    declared = [str(getattr(kind, what)) for kind in KINDS]
    assert len(set(declared)) == len(declared)


# Rules


def rules():
    """Every rule that some kind of record obeys."""
    return {rule for kind in KINDS for rule in kind.all_rules()}


def written():
    """Every rule in a module of rules."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages([str(package)], f"{package.name}."):
            if "rules" in found.name.split("."):
                module = importlib.import_module(found.name)
                yield from (r for r in vars(module).values() if hasattr(r, "level"))


@pytest.mark.parametrize(
    "rule", sorted(rules(), key=lambda r: r.__name__), ids=lambda r: r.__name__
)
def test_a_rule_says_what_it_demands_and_by_which_article(rule):
    assert rule.clause
    assert rule.__doc__.rstrip().endswith(".")


def test_no_two_rules_share_a_name():
    names = [rule.__name__ for rule in rules()]
    assert sorted(set(names)) == sorted(names)


def test_every_rule_that_is_written_is_obeyed_by_some_kind():
    assert set(written()) == rules()
