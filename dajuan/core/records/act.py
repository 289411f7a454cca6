"""An act: one change by one person for one office, all its entries under one moment.

`with act(by=..., office=...) as a:` first locks the subjects in key order and validates; at the end it takes the
ledger's lock, allots one moment, inserts all its entries and commits. Nothing locks a subject, hashes a file or
validates after that (design.md section 3; figures.md 1.9 says what goes wrong otherwise).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, Protocol, TypeVar

from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.records.canonical import version_of
from dajuan.core.records.models import (
    Attachment,
    Entry,
    EntryNumber,
    Evidence,
    Merged,
    Moment,
    Refused,
    subject_types,
)
from dajuan.core.records.remembering import Remembering
from dajuan.core.records.resting import refuse_gaps
from dajuan.core.records.writing import insert, last_allotted
from dajuan.core.staff.asking import ask
from dajuan.core.staff.models import Office, User

__all__ = ["Act", "Refused", "act", "ledger_clock"]

E = TypeVar("E", bound=Entry)

LEDGER_LOCK = 0x64616A75616E  # "dajuan": the advisory lock under which moments and numbers are allotted
BATCH = 1000
_clock: ContextVar[datetime | None] = ContextVar("ledger_clock", default=None)


class Staged(Protocol):
    """Entries that wait beside the ledger and are moved into it under its lock."""

    def write(self, moment: Moment, number_before: int) -> None: ...

    def types(self) -> list[type[Entry]]: ...

    def at_stake(self) -> tuple[list[Entry], list[Entry]]:
        """What it withdraws and enters, of the types among which something rests on something (resting.py)."""
        ...


class Act:
    """What one person changes at one moment. Made by `act`; entries get number and moment when its block ends."""

    def __init__(self, *, by: User, office: Office, origin: str) -> None:
        self.by = by
        self.office = office
        self.zone = office.zone
        self.origin = origin
        self.moment: Moment | None = None
        self._entries: list[Entry] = []
        self._withdrawn: list[tuple[Entry, str]] = []
        self._gone: set[int] = set()  # their numbers
        self._evidence: list[tuple[Entry, Evidence]] = []
        self._staged: Staged | None = None
        self._last_number = 0  # of any entry, when this act's moment was allotted
        self.number_before = 0  # the ledger number before the first staged entry
        self._locked: set[tuple[str, Any]] = set()
        self._made: set[tuple[str, Any]] = set()

    def lock(self, *subjects: models.Model) -> None:
        """Lock subjects against every other act, in key order, and read them anew."""
        last = max(self._locked, default=("", 0))
        for subject in sorted(subjects, key=_lock_key):
            if _lock_key(subject) < last and _lock_key(subject) not in self._locked:
                raise RuntimeError("Subjects are locked in key order: lock them in one call.")
            self._locked.add(_lock_key(subject))
            _read_locked(subject)

    def keep_new(self, subject: models.Model) -> None:
        """Take note of a subject that this act itself has made: nobody else sees it yet, so nobody need be kept off."""
        self._made.add(_lock_key(subject))

    def enter(self, entry: E) -> E:
        """Record an entry. Refuses a day in the future: what has not happened is a plan."""
        if entry.happened_on is None:
            raise Refused(_("Say on which day it happened."), field="happened_on")
        if entry.happened_on > self.today():
            raise Refused(_("This day lies in the future."), field="happened_on")
        entry.zone, entry.canonical = self.zone, version_of(type(entry))
        self._entries.append(entry)
        return entry

    def enter_many(self, entries: Iterable[E]) -> list[E]:
        """Record many entries, as an import does."""
        return [self.enter(entry) for entry in entries]

    def withdraw(self, entry: Entry, *, reason: str) -> None:
        """Withdraw a standing entry, and what falls with it; the reason stays beside it for ever. Twice is once."""
        if entry.number in self._gone:
            return
        if not reason.strip():
            raise Refused(_("Say why it is withdrawn."), field="reason")
        if entry.until_id is not None:
            raise Refused(_("This entry has already been withdrawn."))
        if entry.zone_id != self.zone.pk:
            raise Refused(_("This entry belongs to another zone."))
        entry.refuse_withdrawal()
        self._withdrawn.append((entry, reason.replace("\x00", "").strip()))
        self._gone.add(entry.number)
        for other in entry.falls_with():
            self.withdraw(other, reason=reason)

    def standing(self, entries: Any) -> Any:
        """The standing ones of a queryset of entries, without those this act is withdrawing."""
        return entries.standing().exclude(pk__in=[entry.number for entry, _reason in self._withdrawn])

    def withdraws(self, subject: models.Model) -> bool:
        """Whether this act is withdrawing an entry about a subject."""
        return any((type(subject), subject.pk) in set(_subjects_of(entry)) for entry, _reason in self._withdrawn)

    def correct(self, entry: Entry, anew: E, *, reason: str) -> E:
        """Withdraw an entry and record it anew, in one act; the new one names the one it replaces."""
        self.withdraw(entry, reason=reason)
        anew.replaces = entry.number
        return self.enter(anew)

    def attach(self, entry: Entry, *evidence: Evidence) -> None:
        """Attach stored files to an entry of this act or an earlier one."""
        self._evidence += [(entry, one) for one in evidence]

    def take(self, staged: Staged) -> None:
        """Record what an import has staged (staging.py), in this act's moment and as its last part."""
        self._staged = staged

    def clock(self) -> datetime:
        """The instant of this act by the ledger's clock."""
        return _clock.get() or timezone.now()

    def today(self) -> Any:
        """The day of this act in the zone's time."""
        return timezone.localdate(self.clock())

    def _write(self) -> None:
        if not (self._entries or self._withdrawn or self._evidence or self._staged):
            return
        withdrawn, entered = self._changes()
        touched = self._lock_touched([*withdrawn, *entered])
        refuse_gaps(withdrawn, entered)
        _take_ledger_lock()
        self.moment = self._allot_moment()
        self._write_withdrawals()
        self._write_entries()
        attachments = [Attachment(evidence=e, entry_id=entry.number, moment=self.moment) for entry, e in self._evidence]
        if attachments:
            Attachment.objects.bulk_create(attachments)
        if self._staged:
            self.number_before = EntryNumber.objects.aggregate(last=Max("number"))["last"] or 0
            self._staged.write(self.moment, self.number_before)
        for model, keys in touched.items():
            if isinstance(model._default_manager.all(), Remembering):
                if len(keys) == 1:
                    model._default_manager.all().remember_one(keys[0])
                    continue
                for at in range(0, len(keys), BATCH):
                    model._default_manager.filter(pk__in=keys[at : at + BATCH]).remember()

    def _changes(self) -> tuple[list[Entry], list[Entry]]:
        """What will have been withdrawn and entered, staged or not."""
        withdrawn, entered = self._staged.at_stake() if self._staged else ([], [])
        return [*(entry for entry, _reason in self._withdrawn), *withdrawn], [*self._entries, *entered]

    def _lock_touched(self, entries: list[Entry]) -> dict[Any, list[int]]:
        """Lock every subject of these entries that is not locked yet; gives all their keys, by model, in key order.

        One that comes before what is locked already is not waited for: two acts would wait for each other.
        """
        touched: dict[Any, set[int]] = {}
        if _clock.get():
            return {}  # the demo is alone, and writes the columns that repeat state once, at its end
        for entry in entries:
            for model, key in _subjects_of(entry):
                touched.setdefault(model, set()).add(key)
        last = max(self._locked, default=("", 0))
        ordered = {
            model: sorted(touched[model]) for model in sorted(touched, key=lambda model: model._meta.label_lower)
        }
        for model, keys in ordered.items():
            label = model._meta.label_lower
            open_keys = [key for key in keys if (label, key) not in self._locked | self._made]
            early = [key for key in open_keys if (label, key) < last]
            _lock_rows(model, early, waits=False)
            _lock_rows(model, open_keys[len(early) :])
        return ordered

    def _allot_moment(self) -> Moment:
        last, recorded_at, self._last_number = last_allotted()
        now = _clock.get() or timezone.now()
        moment = Moment(
            number=last + 1,
            recorded_at=max(now, recorded_at) if recorded_at else now,
            recorded_by=self.by,
            office=self.office,
            origin=self.origin,
        )
        insert(moment)
        return moment

    def _write_withdrawals(self) -> None:
        alike: dict[tuple[type[Entry], str], list[int]] = {}
        for entry, reason in self._withdrawn:
            alike.setdefault((type(entry), reason), []).append(entry.number)
            entry.until, entry.reason = self.moment, reason
        for (model, reason), numbers in alike.items():
            for at in range(0, len(numbers), BATCH):
                some = numbers[at : at + BATCH]
                rows = model._base_manager.filter(pk__in=some, until__isnull=True)
                if rows.update(until=self.moment, reason=reason) != len(some):
                    raise Refused(_("This entry has already been withdrawn."))

    def _write_entries(self) -> None:
        last = self._last_number
        by_type: dict[type[Entry], list[Entry]] = {}
        for number, entry in enumerate(self._entries, last + 1):
            entry.number = number
            entry.moment = self.moment  # type: ignore[assignment]  # set just before
            by_type.setdefault(type(entry), []).append(entry)
        if len(self._entries) == len(by_type):
            for entry in self._entries:
                insert(EntryNumber(entry.number, type(entry)._meta.label_lower))
                insert(entry)
            return
        for model, entries in by_type.items():
            label = model._meta.label_lower
            EntryNumber.objects.bulk_create([EntryNumber(e.number, label) for e in entries], batch_size=BATCH)
            model._base_manager.bulk_create(entries, batch_size=BATCH)


def _subjects_of(entry: Entry) -> Iterator[tuple[Any, int]]:
    """The subjects an entry is about or rests on, by model and key: a merger is about two."""
    if isinstance(entry, Merged):
        model = subject_types().get(entry.type)
        yield from ((model, key) for key in (entry.gone, entry.kept) if model)
    for model, column in _subject_columns(type(entry)):
        key = getattr(entry, column)
        if key is not None:
            yield model, key


@cache
def _subject_columns(entry: type[Entry]) -> list[tuple[Any, str]]:
    """The columns of an entry type that name its subject, or another in which something rests on something."""
    return [
        (field.related_model, field.attname)
        for field in entry._meta.concrete_fields
        if field.name == entry.subject_field or bool(getattr(field.related_model, "rests", None))
    ]


def _read_locked(subject: models.Model) -> None:
    """Lock a subject's row and read its columns anew; what it was joined with before is forgotten."""
    found = ask(_row_of(type(subject)), subject.pk)
    if not found:
        raise type(subject).DoesNotExist  # type: ignore[attr-defined]  # every model has one
    subject.__dict__.pop("_prefetched_objects_cache", None)
    for field in subject._meta.concrete_fields:
        setattr(subject, field.attname, getattr(found[0], field.attname))
    subject._state.fields_cache.clear()


@cache
def _row_of(model: Any) -> Callable[[int], Any]:
    return lambda key: model._base_manager.select_for_update().filter(pk=key)


def _lock_key(subject: models.Model) -> tuple[str, Any]:
    return (subject._meta.label_lower, subject.pk)


def _lock_rows(model: Any, keys: list[Any], *, waits: bool = True) -> None:
    """Lock rows in key order until the transaction ends. Refuses, where it may not wait, what another act holds."""
    if connection.vendor == "sqlite":
        return  # one writer, who has held everything since the act began
    nowait = not waits
    for at in range(0, len(keys), BATCH):
        rows = model._base_manager.select_for_update(nowait=nowait).filter(pk__in=keys[at : at + BATCH])
        try:
            list(rows.order_by("pk").values_list("pk"))
        except OperationalError as error:
            if not nowait:
                raise
            raise Refused(_("Somebody is recording about the same thing right now. Try again.")) from error


def _take_ledger_lock() -> None:
    """Serialise the last step of all acts. SQLite's write lock, held since the act began, already does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])


@contextmanager
def act(*, by: User, office: Office | None = None, origin: str = "page") -> Iterator[Act]:
    """Open an act; it is written when the block ends without an error, or not at all.

    Raises Refused where a constraint of the database says no, with the constraint's own sentence.
    """
    office = office or by.office
    if office is None:
        raise Refused(_("You hold no post today, so you cannot record for an office."))
    try:
        with transaction.atomic():
            made = Act(by=by, office=office, origin=origin)
            yield made
            made._write()
    except IntegrityError as error:
        raise _as_refusal(error, made) from error


def _as_refusal(error: IntegrityError, made: Act) -> Exception:
    """The sentence of the constraint that was violated; the error itself if it is none of ours."""
    text = str(error)
    types = [type(entry) for entry in made._entries] + (made._staged.types() if made._staged else [])
    for meta in {model._meta for model in types}:
        for constraint in meta.constraints:
            names = getattr(constraint, "fields", ())
            columns = [
                f"{meta.db_table}.{f.column}" for name in names for f in meta.concrete_fields if f.name == name
            ]  # SQLite names the columns, PostgreSQL the constraint
            if constraint.name in text or (columns and text.endswith(", ".join(columns))):
                return Refused(constraint.get_violation_error_message())
    return error


def remember_all() -> None:
    """Write every column that repeats a state anew."""
    for model in apps.get_models():
        rows = model._default_manager.all()
        if isinstance(rows, Remembering):
            rows.remember()


class LedgerInUse(RuntimeError):
    """The ledger's clock may be set only while an empty installation is being filled with a demo."""


@contextmanager
def ledger_clock() -> Iterator[Any]:
    """Let the demo generator set the ledger's clock, in an installation that was empty when it began."""
    if Moment.objects.exists():
        raise LedgerInUse("The ledger already has moments; its clock cannot be set.")

    def set_to(instant: datetime) -> None:
        _clock.set(instant)

    try:
        yield set_to
    finally:
        _clock.set(None)
    remember_all()
