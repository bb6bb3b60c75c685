"""The menu: every listing that a person may see, by department."""

from django.conf import settings

from qms.records.registers import registry


def menu(request):
    """Template context: the menu, and what the frame of a page needs to know."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    departments = {}
    for listing in registry.values():
        if listing.department and listing.admits(user, "view"):
            departments.setdefault(listing.department, []).append(listing)
    return {
        "menu": departments,
        "may_read_trail": user.has_role(*settings.TRAIL_READERS),
        "may_administer": user.has_role(*settings.ADMINISTRATORS),
    }
