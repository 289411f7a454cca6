"""How often somebody has tried something lately, counted in the database: every process sees the same number."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

WINDOW = timedelta(minutes=15)


class TriesQuerySet(models.QuerySet["Tries"]):
    def one_more(self, word: str, at: datetime) -> int:
        """Count one try; how many there are since the first of this quarter of an hour.

        Each statement stands alone and the sum is the database's, so that two tries at once are two.
        """
        self.filter(since__lte=at - WINDOW).delete()
        self.bulk_create([Tries(word=word, since=at, number=0)], ignore_conflicts=True)
        mine = self.filter(word=word)
        mine.update(number=models.F("number") + 1)
        return mine.values_list("number", flat=True).first() or 1


class Tries(models.Model):
    """Tries of one kind from one place or for one number, known by a keyed hash alone."""

    word = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(db_index=True)
    number = models.PositiveIntegerField()

    objects = TriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("tries")
        verbose_name_plural = _("tries")

    def __str__(self) -> str:
        return f"{self.number} since {self.since}"
