"""The book: all entries of a zone as known at one moment. A figure never asks what time it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.records.models import Entry, Merged, Moment, Refused, entry_types
from dajuan.core.staff.models import Zone

TERMS = 400  # queries joined into one: SQLite takes 500


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
    def merged_subjects(self) -> frozenset[str]:
        """The kinds of subjects of which any two were known to be one."""
        mergers = Merged.objects.as_of(self.moment).filter(zone=self.zone).order_by()
        return frozenset(mergers.values_list("type", flat=True).distinct())

    @property
    def has_mergers(self) -> bool:
        """Whether any two subjects of the zone were known to be one; without mergers a scan needs no join."""
        return bool(self.merged_subjects)

    @cached_property
    def recorded_at(self) -> datetime | None:
        """The instant of its moment; None before anything was recorded."""
        return Moment.objects.filter(pk=self.moment).values_list("recorded_at", flat=True).first()

    def settled(self, entries: Iterable[type[Entry]]) -> Book:
        """The earliest book that says the same of these entry types: as of the last change to any of them.

        What was worked out from it stays true while only other types are recorded.
        """
        changes, instants = _last_changes(self.moment, self.recorded_at)
        last = max((changes[entry] for entry in entries), default=0)
        settled = Book(self.zone, last)
        settled.__dict__["recorded_at"] = instants.get(last)  # known already: the property need not ask
        return settled

    def changed_since(self, moment: int) -> list[type[Entry]]:
        """The entry types of which something was recorded or withdrawn at this moment or later, up to the book's."""
        changes, _instants = _last_changes(self.moment, self.recorded_at)
        return [entry for entry, last in changes.items() if last >= moment]


@lru_cache(maxsize=64)
def _last_changes(
    moment: int, recorded_at: datetime | None
) -> tuple[Mapping[type[Entry], int], Mapping[int, datetime]]:
    """The last moment until this one at which something of a type was recorded or withdrawn, 0 where nothing ever was;
    and the instants of these moments.

    Over the indexes of all types, in few queries. `recorded_at` tells ledgers apart.
    """
    types = list(entry_types().values())
    quote = connection.ops.quote_name
    one = 'SELECT {}, COALESCE(MAX("{}"), 0) FROM {} WHERE "{}" <= %s'
    parts = [
        one.format(at, column, quote(entry._meta.db_table), column)
        for at, entry in enumerate(types)
        for column in ("moment", "until")
    ]
    found = dict.fromkeys(types, 0)
    with connection.cursor() as cursor:
        for start in range(0, len(parts), TERMS):
            some = parts[start : start + TERMS]
            cursor.execute(" UNION ALL ".join(some), [moment] * len(some))
            for at, last in cursor.fetchall():
                found[types[at]] = max(found[types[at]], last)
    return found, dict(Moment.objects.filter(pk__in=set(found.values())).values_list("number", "recorded_at"))


def instant_of(words: str) -> datetime:
    """An instant with its offset, or the end of a day in the zone's time zone; refuses anything else."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
            day = date.fromisoformat(words) + timedelta(days=1)
            return timezone.make_aware(datetime.combine(day, time.min)) - timedelta(microseconds=1)
        instant = datetime.fromisoformat(words.replace(" ", "+") if re.search(r" \d\d:\d\d$", words) else words)
        if instant.tzinfo is not None:
            instant = instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(_("%(words)s is no day, instant or ledger number.") % {"words": words}, field="as_of") from error
    if instant.tzinfo is None:
        raise Refused(_("Say the offset of this instant, for example 2020-12-31T10:41+08:00."), field="as_of")
    return instant
