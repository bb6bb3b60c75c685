"""Number series: gapless, one counter for each prefix and period."""

from dataclasses import dataclass

from django.db import models


class Counter(models.Model):
    """The last number given in a series and period."""

    key = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.key}: {self.last}"


@dataclass(frozen=True)
class Series:
    """Series("YS") numbers records YS-202611-0001, YS-202611-0002, …

    `period` is the strftime pattern after which counting starts anew; empty for
    a series that never starts anew.
    """

    prefix: str
    period: str = "%Y%m"
    width: int = 4

    def next(self, day):
        """Take the next number. Call inside the transaction that uses it."""
        key = "-".join(filter(None, (self.prefix, day.strftime(self.period))))
        Counter.objects.bulk_create([Counter(key=key)], ignore_conflicts=True)
        counter = Counter.objects.select_for_update().get(key=key)
        counter.last += 1
        counter.save(update_fields=["last"])
        return self.format(key, counter.last)

    def format(self, key, last):
        return f"{key}-{last:0{self.width}}"
