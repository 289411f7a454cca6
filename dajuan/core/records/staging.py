"""An import of many entries, staged so that the ledger's lock is held only for one insert.

A `Staging` is an act whose entries go, batch by batch, into tables of this connection alone; they are no part of the
ledger until `enter` moves them there under one moment. Subjects are made at once, in the batch that needs them, and
taken away again where the import does not come to its end.

Subjects are not locked while entries are staged: the lock would end with the batch. What must hold at the end is held
by the tables' constraints, which refuse the whole import; and where it withdraws anything, the act that moves it locks
the subjects behind that and asks once more what rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dajuan.core.records import resting
from dajuan.core.records.act import Act, act
from dajuan.core.records.models import Batch, Entry, EntryNumber, Moment, Refused, entry_types, types_with
from dajuan.core.records.remembering import Remembering
from dajuan.core.staff.models import Office, User

S = TypeVar("S", bound=models.Model)
WITHDRAWALS = "staged_withdrawal"
WITHDRAWN = RawSQL(f"SELECT number FROM {WITHDRAWALS}", ())  # noqa: S608, S611  # our own name
CHUNK = 500
AS_THEY_ARE = (models.CharField, models.IntegerField, models.BooleanField, models.ForeignKey)
"""Fields whose values every driver takes as they are: adapting them one by one took a fifth of an import's time."""
Made = list[tuple[type[models.Model], Any]]


class Staging(Act):
    """An act in batches. A staged entry's number is its place in the import, from 1; the ledger's own comes at last."""

    def __init__(self, *, by: User, office: Office, batch: Batch | None = None) -> None:
        super().__init__(by=by, office=office, origin="import")
        self.batch = batch
        self.count = 0
        self.withdrawn = 0
        self.made: Made = []
        self._tables: dict[type[Entry], str] = {}

    def lock(self, *subjects: models.Model) -> None:
        """Read the subjects anew."""
        for subject in subjects:
            subject.refresh_from_db()

    def make(self, subject: S) -> S:
        """Make a new subject for an entry of this import."""
        subject.save()
        self.made.append((type(subject), subject.pk))
        return subject

    def make_many(self, subjects: Iterable[S]) -> list[S]:
        """Make many new subjects of one kind."""
        new = list(subjects)
        if new:
            type(new[0])._default_manager.bulk_create(new, batch_size=CHUNK)
            self.made += [(type(subject), subject.pk) for subject in new]
        return new

    def so_far(self) -> tuple[int, int, int]:
        """How much this batch holds: a mark to which `back_to` returns."""
        return len(self._entries), len(self._withdrawn), len(self.made)

    def back_to(self, mark: tuple[int, int, int]) -> None:
        """Forget what was entered, withdrawn and made since a mark."""
        del self._entries[mark[0] :], self._withdrawn[mark[1] :], self.made[mark[2] :]
        self._gone = self.withdrawing()
        self._evidence = []

    def entered_since(self, mark: tuple[int, int, int]) -> list[Entry]:
        """What was entered since a mark, in order."""
        return self._entries[mark[0] :]

    def withdrawing(self) -> set[int]:
        """Ledger numbers of what this batch withdraws."""
        return {entry.number for entry, _reason in self._withdrawn}

    def refuse_gaps(self) -> None:
        """Refuse where this batch withdraws what standing entries rest on. The act asks again of the whole."""
        resting.refuse_gaps([entry for entry, _reason in self._withdrawn], self._entries)

    def at_stake(self) -> tuple[list[Entry], list[Entry]]:
        """What was staged of types among which something rests on something; empty where nothing is withdrawn."""
        if not self.withdrawn:
            return [], []
        withdrawn = [entry for model in _resting_types() for entry in model._base_manager.filter(number__in=WITHDRAWN)]
        entered = [
            entry
            for model, table in self._tables.items()
            if resting.takes_part(model)
            for entry in model._base_manager.raw(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # our own name
        ]
        return withdrawn, entered

    def stage(self) -> None:
        """Put this batch's entries and withdrawals into the staging tables."""
        by_type: dict[type[Entry], list[Entry]] = {}
        for entry in self._entries:
            self.count += 1
            entry.number, entry.batch, entry.moment_id = self.count, self.batch, 0
            by_type.setdefault(type(entry), []).append(entry)
        for model, entries in by_type.items():
            _insert(self._table(model), model, entries)
        self._stage_withdrawals()
        self.back_to((0, 0, len(self.made)))

    def move_into_ledger(self) -> int:
        """Record everything that was staged in one act; gives the ledger number before the first.

        Must run inside a transaction, which may go on to write what points at the entries.
        """
        with act(by=self.by, office=self.office, origin="import") as a:
            a.take(self)
        self.moment = a.moment
        return a.number_before

    def types(self) -> list[type[Entry]]:
        """The types of entry that were staged."""
        return list(self._tables)

    def write(self, moment: Moment, number_before: int) -> None:
        """Called by the act under the ledger's lock: withdrawals, then entries, then the columns that repeat state."""
        with connection.cursor() as cursor:
            if self.withdrawn:
                self._write_staged_withdrawals(cursor, moment)
            for model, table in self._tables.items():
                _move(cursor, model, table, moment, number_before)
        touched = [(model, table, "") for model, table in self._tables.items()]
        if self.withdrawn:
            gone = f" WHERE number IN (SELECT number FROM {WITHDRAWALS})"  # noqa: S608  # our own name
            touched += [(model, model._meta.db_table, gone) for model in entry_types().values()]
        _remember(touched)

    def close(self) -> None:
        """Drop the staging tables of this connection."""
        with connection.cursor() as cursor:
            for table in [*self._tables.values(), *([WITHDRAWALS] if self.withdrawn else [])]:
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)}")
        self._tables, self.withdrawn = {}, 0

    def _table(self, model: type[Entry]) -> str:
        """The staging table of an entry type, made when it is first needed."""
        if model not in self._tables:
            name, quote = f"staged_{model._meta.db_table}", connection.ops.quote_name
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {quote(name)}")
                cursor.execute(
                    f"CREATE TEMPORARY TABLE {quote(name)} AS SELECT * FROM {quote(model._meta.db_table)} WHERE 1 = 0"  # noqa: S608  # names of our own tables
                )
            self._tables[model] = name
        return self._tables[model]

    def _stage_withdrawals(self) -> None:
        if not self._withdrawn:
            return
        rows = [(type(entry)._meta.label_lower, entry.number, reason) for entry, reason in self._withdrawn]
        with connection.cursor() as cursor:
            if not self.withdrawn:
                cursor.execute(f"DROP TABLE IF EXISTS {WITHDRAWALS}")
                cursor.execute(
                    f"CREATE TEMPORARY TABLE {WITHDRAWALS} "
                    "(type varchar(60), number bigint PRIMARY KEY, reason varchar(200))"
                )
            cursor.executemany(f"INSERT INTO {WITHDRAWALS} VALUES (%s, %s, %s)", rows)  # noqa: S608  # our own name
        self.withdrawn += len(rows)

    def _write_staged_withdrawals(self, cursor: Any, moment: Moment) -> None:
        cursor.execute(f"SELECT type, count(*) FROM {WITHDRAWALS} GROUP BY type")  # noqa: S608  # our own name
        for label, count in cursor.fetchall():
            table = connection.ops.quote_name(apps.get_model(label)._meta.db_table)
            cursor.execute(
                f"UPDATE {table} SET until = %s, reason = "  # noqa: S608  # names of our own tables
                f"(SELECT reason FROM {WITHDRAWALS} w WHERE w.number = {table}.number) "
                f"WHERE until IS NULL AND number IN (SELECT number FROM {WITHDRAWALS} WHERE type = %s)",
                [moment.number, label],
            )
            if cursor.rowcount != count:
                raise Refused(_("This entry has already been withdrawn."))


def _insert(table: str, model: type[Entry], entries: list[Entry]) -> None:
    fields = model._meta.concrete_fields
    plain = [isinstance(field, AS_THEY_ARE) for field in fields]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = [
        [
            value
            if value is None or (as_it_is and not isinstance(value, Promise))
            else field.get_db_prep_save(value, connection)
            for field, as_it_is in zip(fields, plain, strict=True)
            for value in [getattr(entry, field.attname)]
        ]
        for entry in entries
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(table)} ({columns}) VALUES ({marks})", rows)  # noqa: S608  # our own names


def _move(cursor: Any, model: type[Entry], table: str, moment: Moment, number_before: int) -> None:
    """Two statements: the numbers into the ledger-wide index, the rows into their table."""
    quote = connection.ops.quote_name
    index = quote(EntryNumber._meta.db_table)
    cursor.execute(
        f"INSERT INTO {index} (number, type) SELECT number + %s, %s FROM {quote(table)}",  # noqa: S608  # our own names
        [number_before, model._meta.label_lower],
    )
    own = {"number": "number + %s", "moment": "%s"}
    columns = [str(field.column) for field in model._meta.concrete_fields]
    taken = ", ".join(own.get(column, quote(column)) for column in columns)
    values = [{"number": number_before, "moment": moment.number}[column] for column in columns if column in own]
    cursor.execute(
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) "  # noqa: S608  # our own names
        f"SELECT {taken} FROM {quote(table)} ORDER BY number",
        values,
    )


def _remember(touched: Iterable[tuple[type[Entry], str, str]]) -> None:
    """Write the columns that repeat state of the subjects behind some rows, each subject once however many it has.

    The rows are given by their type, the table they lie in and the condition that picks them.
    """
    quote = connection.ops.quote_name
    keys: dict[type[models.Model], list[str]] = {}
    for model, table, where in touched:
        field: Any = model._meta.get_field(model.subject_field) if model.subject_field else None
        if field and isinstance(field.related_model._default_manager.all(), Remembering):
            asked = f"SELECT {quote(str(field.column))} FROM {quote(table)}{where}"  # noqa: S608  # our own names
            keys.setdefault(field.related_model, []).append(asked)
    for subject, asked_of in keys.items():
        rows: Any = subject._default_manager.all()
        rows.filter(pk__in=RawSQL(" UNION ".join(asked_of), ())).remember()  # noqa: S611  # our own names


def _resting_types() -> list[type[Entry]]:
    return [model for model in entry_types().values() if resting.takes_part(model)]


class WholeBatch:
    """Everything that stands of one import, to be withdrawn at once: one statement a type, however many rows."""

    def __init__(self, batch: Batch, reason: str) -> None:
        self.batch = batch
        self.reason = reason
        self.count = 0

    def types(self) -> list[type[Entry]]:
        """It enters nothing."""
        return []

    def at_stake(self) -> tuple[list[Entry], list[Entry]]:
        """What goes of the types among which something rests on something."""
        return [entry for model in _resting_types() for entry in self._standing(model)], []

    def write(self, moment: Moment, number_before: int) -> None:
        """Called by the act under the ledger's lock."""
        for model in types_with(Q(batch=self.batch, until=None)):
            self.count += self._standing(model).update(until=moment, reason=self.reason)
            gone = f" WHERE batch_id = {int(self.batch.pk)} AND until = {int(moment.number)}"
            _remember([(model, model._meta.db_table, gone)])
        if not self.count:
            raise Refused(_("Nothing of this import stands any more."))

    def _standing(self, model: type[Entry]) -> Any:
        return model._base_manager.filter(batch=self.batch, until__isnull=True)


def withdraw_batch(act: Act, batch: Batch, reason: str) -> WholeBatch:
    """Withdraw a whole import as the act's last part; its count says how many, once the act is written.

    Refuses where other entries rest on one of it, and where nothing of it stands any more.
    """
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."), field="reason")
    if batch.zone_id != act.zone.pk:
        raise Refused(_("This entry belongs to another zone."))
    whole = WholeBatch(batch, reason.strip())
    act.take(whole)
    return whole


def take_away(made: Made) -> None:
    """Delete subjects made for an import that came to nothing; those that are used by now stay."""
    for model, key in reversed(made):
        try:
            model._base_manager.filter(pk=key).delete()
        except models.ProtectedError:
            continue
