"""What each request brings along of the person who sends it."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation


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


class FirstPassword:
    """Let nobody work on with a password that somebody else has set."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(request.user, "must_change_password", False):
            return None
        open_to_all = {"password_change", "logout", "language"}
        if request.resolver_match.url_name in open_to_all:
            return None
        return redirect(reverse("password_change"))
