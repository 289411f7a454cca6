"""The book: all entries of a zone as known at one moment. A figure never asks what time it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.records.models import Merged, Moment, Refused
from dajuan.core.staff.models import Zone


@dataclass(frozen=True)
class Book:
    """One zone's entries as of one moment (a ledger number; 0 before anything was recorded)."""

    zone: Zone
    moment: int

    @classmethod
    def now(cls, zone: Zone) -> Book:
        """As of the last committed moment: no later commit can change what this book says."""
        last = Moment.objects.last()
        return cls(zone, last.number if last else 0)

    @classmethod
    def as_known(cls, zone: Zone, words: str) -> Book:
        """As known at MOMENT: a ledger number, an instant with its offset, or a date meaning the end of that day.

        Refuses anything else, and a number the ledger has not reached.
        """
        words = words.strip()
        if not words:
            return cls.now(zone)
        if re.fullmatch(r"\d{1,18}", words):
            return cls._of_number(zone, int(words))
        moment = Moment.objects.at(instant_of(words))
        return cls(zone, moment.number if moment else 0)

    @classmethod
    def _of_number(cls, zone: Zone, number: int) -> Book:
        last = Moment.objects.last()
        if last is None or number > last.number:
            raise Refused(
                _("The ledger has only reached number %(last)s.") % {"last": last.number if last else 0}, field="as_of"
            )
        return cls(zone, number)

    @cached_property
    def is_now(self) -> bool:
        """Whether nothing has been recorded since."""
        last = Moment.objects.last()
        return last is None or last.number == self.moment

    @cached_property
    def has_mergers(self) -> bool:
        """Whether any two subjects of the zone were known to be one; without mergers a scan needs no join."""
        return Merged.objects.as_of(self.moment).filter(zone=self.zone).exists()

    @cached_property
    def recorded_at(self) -> datetime | None:
        """The instant of its moment; None before anything was recorded."""
        return Moment.objects.filter(pk=self.moment).values_list("recorded_at", flat=True).first()


def instant_of(words: str) -> datetime:
    """An instant with its offset, or the end of a day in the zone's time zone; refuses anything else."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
            day = date.fromisoformat(words) + timedelta(days=1)
            return timezone.make_aware(datetime.combine(day, time.min)) - timedelta(microseconds=1)
        instant = datetime.fromisoformat(words.replace(" ", "+") if re.search(r" \d\d:\d\d$", words) else words)
    except (ValueError, OverflowError) as error:
        raise Refused(_("%(words)s is no day, instant or ledger number.") % {"words": words}, field="as_of") from error
    if instant.tzinfo is None:
        raise Refused(_("Say the offset of this instant, for example 2020-12-31T10:41+08:00."), field="as_of")
    return instant
