"""What somebody is typing, kept until it is saved."""

from django.conf import settings
from django.db import models


class StashManager(models.Manager):
    def keep(self, user, register, key, data):
        """Keep the fields of a form as they were typed; passwords and files are not."""
        typed = {
            name: values
            for name, values in data.lists()
            if name not in ("csrfmiddlewaretoken", "password", "withdraw")
            and not name.startswith("paper:")
        }
        self.update_or_create(
            user=user, register=register, key=key, defaults={"data": typed}
        )

    def of(self, user, register, key):
        return self.filter(user=user, register=register, key=key).first()

    def forget(self, user, register, key):
        self.filter(user=user, register=register, key=key).delete()

    def close(self, register, key):
        """Forget what anybody typed into a form that is not open any more."""
        self.filter(register=register, key=key).delete()


class Stash(models.Model):
    """The unsaved content of one form of one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    register = models.CharField(max_length=80)
    key = models.CharField(max_length=20)
    data = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    objects = StashManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "register", "key"], name="records_stash_once"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.register} {self.key}"
