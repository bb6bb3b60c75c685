"""Permissions are answered from the registers, not stored."""

from django.contrib.auth.backends import ModelBackend

from qms.records.registers import registry


class RegisterBackend(ModelBackend):
    """Sign people in by password; answer their permissions from the registers."""

    def has_perm(self, user_obj, perm, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        listing, action = registry.resolve(perm)
        return listing is not None and listing.admits(user_obj, action)
