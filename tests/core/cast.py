"""Who acts in the tests of the pages, and what the trail says of it."""

from django.urls import reverse

from qms.core.models import User
from qms.records.models import Trail

#: A password that somebody might choose.
OWN = "Blue-harbour-47"
REASON = "QX-2026-001"


def sign_in(client, user):
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user, "qms.records.auth.RegisterBackend")
    return user


def attempt(client, username, password="pw"):
    data = {"username": username, "password": password, "next": "/language/"}
    return client.post(reverse("login"), data)


def change_password(client, old="pw", new=OWN):
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("password_change"), data)


def last(act=None):
    """The last entry of the trail, or the last of one act."""
    entries = Trail.objects.filter(act=act) if act else Trail.objects
    return entries.first()


def sentences(entry):
    return [problem["sentence"] for problem in entry.details["problems"]]
