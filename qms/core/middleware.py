"""What each request brings along of the person who sends it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from qms.records.models import Trail
from qms.records.rules import Problem

#: Pages by which everybody looks after the own account, whatever the rights.
OWN_ACCOUNT = {"language", "logout", "password_change"}
READING = {"GET", "HEAD", "OPTIONS"}


class PersonalLanguage:
    """Speak the language a person has chosen; else the one of the session."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        own = getattr(request.user, "language", "")
        language = own or request.session.get("language") or "zh-hant"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


class Idleness(MiddlewareMixin):
    """Count the time of idleness anew once a minute, not with a write at each click."""

    def process_request(self, request):
        minute = int(timezone.now().timestamp()) // 60
        if request.user.is_authenticated and request.session.get("minute") != minute:
            request.session["minute"] = minute


class FirstPassword(MiddlewareMixin):
    """Let nobody work on with a password that somebody else has set."""

    def process_view(self, request, view, args, kwargs):
        if not getattr(request.user, "must_change_password", False):
            return None
        if request.resolver_match.view_name in OWN_ACCOUNT:
            return None
        return redirect("password_change")


class ReadOnlyInspector(MiddlewareMixin):
    """Let a licence inspector read, and write nothing but the own account.

    What is read is trailed: the pages of a register note it themselves, with the
    record; the others are noted here.
    """

    def process_response(self, request, response):
        match = request.resolver_match
        person = getattr(request, "user", None)
        if not (match and person and person.is_authenticated and person.is_inspector):
            return response
        own_note = "register" in getattr(match.func, "view_initkwargs", ())
        page = response.get("Content-Type", "").startswith("text/html")
        if (
            request.method == "GET"
            and page
            and response.status_code == 200
            and not own_note
        ):
            Trail.objects.note(Trail.Act.VIEWED, person, page=request.path)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method in READING or not request.user.is_authenticated:
            return None
        own = request.resolver_match.view_name in OWN_ACCOUNT
        if own or not request.user.is_inspector:
            return None
        sentence = _("A licence inspector reads and does not write.")
        problem = Problem(sentence, rule="inspector", clause="INSP 5.51")
        Trail.objects.refuse("write", request.user, [problem], path=request.path)
        raise PermissionDenied(sentence)
