"""Both Chinese catalogues say everything that the code says, and nothing else."""

import re
import shutil
from contextlib import chdir

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from qms.records.reading.text import simplified
from qms.records.templatetags.labels import in_words
from tests import make
from tests.test_architecture import rules

#: What is left out of the copy in which the code is searched for words.
ELSEWHERE = shutil.ignore_patterns(
    ".*", "locale", "media", "static", "staticfiles", "var", "*.sqlite3*"
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w+}")
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def catalogue(name):
    return polib.pofile(str(settings.BASE_DIR / f"locale/{name}/LC_MESSAGES/django.po"))


@pytest.fixture(params=["zh_Hant", "zh_Hans"])
def entries(request):
    return catalogue(request.param)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    """What makemessages finds in the code; it works in a copy, as it leaves files."""
    copy = tmp_path_factory.mktemp("words") / "project"
    shutil.copytree(settings.BASE_DIR, copy, ignore=ELSEWHERE)
    with chdir(copy), override_settings(LOCALE_PATHS=[copy / "locale"]):
        call_command("makemessages", locale=["zh_Hant"], keep_pot=True, verbosity=0)
    return polib.pofile(str(copy / "locale/django.pot"))


def sources(entries):
    return {(e.msgctxt, e.msgid, e.msgid_plural) for e in entries}


def target(entry):
    return entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr


# The catalogues


def test_a_catalogue_holds_just_what_the_code_says(entries, extracted):
    assert sources(entries) == sources(extracted)


def test_every_entry_is_translated(entries):
    assert [e.msgid for e in entries if not e.translated()] == []


def test_placeholders_are_those_of_the_source(entries):
    assert [
        e.msgid
        for e in entries
        if sorted(PLACEHOLDER.findall(e.msgid_plural or e.msgid))
        != sorted(PLACEHOLDER.findall(target(e)))
    ] == []


def test_the_two_scripts_say_the_same():
    simple = {e.msgid: target(e) for e in catalogue("zh_Hans")}
    said = {e.msgid: simplified(target(e)) for e in catalogue("zh_Hant")}
    assert simple == said


def test_the_source_of_each_rule_is_told_in_chinese():
    with translation.override("zh-hant"):
        told = [in_words(rule.clause) for rule in rules()]
    assert [source for source in told if re.search(r"\b[a-z]{3,}\b", source)] == []


# The pages


def speak(client, language):
    client.post(reverse("language"), {"language": language})


def page(client, name):
    return client.get(reverse(name)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hant", "登錄"), ("zh-hans", "登录"), ("en", "Sign in")],
)
def test_the_door_speaks_three_languages(client, language, words):
    speak(client, language)
    html = page(client, "login")
    assert f"<h1>{words}</h1>" in html
    assert f'<html lang="{language}">' in html


@pytest.mark.django_db
def test_the_home_page_speaks_three_languages(client):
    client.force_login(make.user(), "qms.records.auth.RegisterBackend")
    pages = set()
    for language in LANGUAGES:
        speak(client, language)
        pages.add(re.search("<title>(.*?)</title>", page(client, "home"), re.DOTALL)[1])
    assert pages == {
        "我的工作 · 質量管理記錄",
        "我的工作 · 质量管理记录",
        "My work · Quality records",
    }
