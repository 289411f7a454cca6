"""An import from its file to the ledger: a dry run that records nothing, then the recording, all or nothing.

Rows go through in batches, each in a short transaction of its own. The dry run takes each batch back; the recording
stages it (records/staging.py) and moves everything into the ledger in one act at the end. What is refused is kept as
findings, each at its cell.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, ClassVar, TypeVar

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dajuan.core.records.evidence import content_of
from dajuan.core.records.models import Batch, Entry, EntryNumber, Refused
from dajuan.core.records.staging import take_away
from dajuan.core.spreadsheets.changes import Staging
from dajuan.core.spreadsheets.doubles import Doubles
from dajuan.core.spreadsheets.models import Finding, ImportedRow, ImportJob, MadeSubject
from dajuan.core.spreadsheets.reading import open_source
from dajuan.core.spreadsheets.rows import Flaw, Ledger, Row
from dajuan.core.staff.models import User

log = logging.getLogger(__name__)
T = TypeVar("T")
BATCH = 500
STAGED_ROWS = "staged_row"
Status = ImportJob.Status
Fresh = list[tuple[Row, list[Entry]]]  # a row to record, and the standing entries it recorded before


class GivenUp(Exception):
    """Somebody has given the import up while it ran."""


def rehearse(job: ImportJob) -> None:
    """The dry run: counts and findings on the job, nothing in the ledger. Does nothing unless the job is ready."""
    if claim(job, DryRun):
        carry_out(job, DryRun)


def enter(job: ImportJob) -> None:
    """Record what the dry run found sound. Does nothing unless the job was confirmed or its process died."""
    if claim(job, Recording):
        carry_out(job, Recording)


def submit(job: ImportJob, *, only_sound: bool, leave_changed: bool) -> bool:
    """Lay an import before a chief as its dry run found it; False where it no longer stands after its dry run."""
    rehearsed = ImportJob.objects.filter(pk=job.pk, status=Status.REHEARSED)
    submitted = rehearsed.update(
        status=Status.SUBMITTED, only_sound=only_sound, leave_changed=leave_changed, message=""
    )
    job.refresh_from_db()
    return submitted == 1


def pass_submitted(job: ImportJob, by: User) -> None:
    """A chief passes a submitted import, which may then be recorded. Refuses whoever may not, its importer included."""
    job.refresh_from_db()
    waiting = ImportJob.objects.filter(pk=job.pk, status=Status.SUBMITTED)
    if not job.may_be_passed_by(by) or not waiting.update(passed_by=by):
        raise Refused(_("Only somebody who reviews this line, and has not imported it, may pass an import."))
    job.refresh_from_db()


def claim(job: ImportJob, step: type[Step]) -> bool:
    """Take the job for this process; a job under way is taken over only when its process is silent."""
    job.refresh_from_db()
    if not step.may_begin(job) or (job.under_way and not job.silent):
        return False
    mine = ImportJob.objects.filter(pk=job.pk, status=job.status, beat_at=job.beat_at)
    taken = mine.update(status=step.status, beat_at=timezone.now(), done=0, message="")
    job.refresh_from_db()
    return taken == 1


def carry_out(job: ImportJob, step: type[Step]) -> None:
    """Do what was claimed. Whatever happens, the job ends with a word."""
    running: Step | None = None
    with translation.override(job.language):
        try:
            _clear_away(job)
            running = step(job)
            running.run()
        except GivenUp:
            _undo(job, running)
        except Refused as refusal:
            _stop(job, running, str(refusal))
        except Exception:  # whatever a register's own code raises, the import ends with a word and nothing recorded
            log.exception("import %s stopped", job.pk)
            at = running.at if running else 0
            _stop(job, running, _("The program failed near row %(row)s. Nothing was recorded.") % {"row": at})


def _stop(job: ImportJob, running: Step | None, message: str) -> None:
    _undo(job, running)
    job.status, job.message = Status.FAILED, message
    job.save(update_fields=["status", "message"])


def _undo(job: ImportJob, running: Step | None) -> None:
    if running:
        running.staging.close()
    _clear_away(job)


def _clear_away(job: ImportJob) -> None:
    """Take away what an attempt that came to nothing has left."""
    made = [(apps.get_model(one.type), one.key) for one in job.made.order_by("pk")]
    take_away(made)
    job.made.all().delete()
    if job.batch and job.batch.rows == 0:
        batch, job.batch = job.batch, None
        job.save(update_fields=["batch"])
        batch.delete()


class Step:
    """One passage over the file."""

    after: ClassVar[tuple[Status, ...]]
    status: ClassVar[Status]
    passes: ClassVar[bool]  # what a batch makes is taken back with it
    batch: Batch | None = None

    @classmethod
    def may_begin(cls, job: ImportJob) -> bool:
        """Whether an import stands where this follows, or was broken off in it."""
        return job.status in (*cls.after, cls.status)

    def __init__(self, job: ImportJob) -> None:
        self.job = job
        self.at = 0
        self.register = job.into
        self.by = job.passed_by or job.started_by
        source = open_source(content_of(job.evidence), job.evidence.name)
        self.ledger = Ledger(self.register, source, job.reading, job.zone)
        self.staging = Staging(by=self.by, office=job.office, batch=self.batch)
        self.counts: Counter[str] = Counter()
        self._seen: dict[int, int] = {}
        self._doubles = Doubles()
        total = source.size(job.reading.sheet) - job.reading.last_heading
        ImportJob.objects.filter(pk=job.pk).update(total=max(total, 0))

    def run(self) -> None:
        """Go through the file."""
        for batch in in_batches(self.ledger.rows(), BATCH):
            self.at = batch[0].number
            self.take(batch)
            self.beat(len(batch))

    def take(self, batch: list[Row]) -> None:
        """Take one batch of rows."""
        raise NotImplementedError

    def beat(self, count: int) -> None:
        """Say that this process lives and how far it has come; stop where the job was given up."""
        self.counts["done"] += count
        mine = ImportJob.objects.filter(pk=self.job.pk, status=self.job.status)
        if not mine.update(done=self.counts["done"], beat_at=timezone.now()):
            raise GivenUp

    def fresh(self, rows: Iterable[Row]) -> Fresh:
        """The rows that are to be recorded: neither repeated in the file nor recorded already as they are."""
        own = [row for row in rows if not self._repeated(row)]
        known = self._known(own)
        fresh: Fresh = []
        for row in own:
            before = known.get(row.key)
            standing = before[1] if before else []
            if before and standing and before[0] == row.content:
                self.counts["same"] += 1
            elif standing and self.job.leave_changed:
                self.counts["left"] += 1
            else:
                fresh.append((row, standing))
        return fresh

    def _repeated(self, row: Row) -> bool:
        """Whether the file has this row already. The same key with other content is a flaw."""
        mark = int(row.key or row.content, 16) >> 64
        content = int(row.content, 16) >> 80
        first = self._seen.setdefault(mark, content << 24 | row.number)
        if first & 0xFFFFFF == row.number:
            return False
        if not row.key:  # without a key two rows alike are two rows
            return False
        if first >> 24 == content:
            self.counts["repeated"] += 1
            return True
        name = self.register.keys[0].name
        sentence = _("Row %(row)s has the same key and says something else.") % {"row": first & 0xFFFFFF}
        row.flaws.append(self.ledger.flaw_at(name, sentence))
        self.counts["contradicted"] += 1
        return True

    def _known(self, rows: list[Row]) -> dict[str, tuple[str, list[Entry]]]:
        """For each key recorded before: the content then, and the entries of it that still stand."""
        keys = [row.key for row in rows if row.key]
        if not keys:
            return {}
        before = ImportedRow.objects.filter(zone=self.job.zone, register=self.job.register, key__in=keys)
        ranges = {one.key: range(one.first, one.first + one.entries) for one in before}
        standing = _standing([number for numbers in ranges.values() for number in numbers])
        return {one.key: (one.content, [standing[n] for n in ranges[one.key] if n in standing]) for one in before}

    def record(self, fresh: Fresh) -> None:
        """Let the register record rows. Raises Refused at the first that is refused."""
        begun = self.staging.so_far()
        self.register.prepare(self.staging)
        for _row, old in fresh:
            for entry in old:
                self.staging.withdraw(entry, reason=_("Changed in %(file)s") % {"file": self.job.evidence.name[:150]})
        produced = iter(self.register.rows(self.staging, [row.values for row, _old in fresh]))
        for row, old in fresh:
            mark = self.staging.so_far()
            given = next(produced)
            self._enter_given(given, mark)
            entries = self.staging.entered_since(mark)
            self._name_origin(row, entries)
            for entry, before in zip(entries, old, strict=False):
                if type(entry) is type(before):
                    entry.replaces = before.number
            self.recorded(row, mark[0], len(entries))
        passing = set(self.staging.made) if self.passes else set()
        self._doubles.refuse(self.staging.entered_since(begun), self.staging.withdrawing(), passing)
        self.staging.refuse_gaps()

    def recorded(self, row: Row, place: int, entries: int) -> None:
        """Called for each row recorded: its first entry's place in this batch from 0, and how many it has."""

    def record_singly(self, fresh: Fresh) -> int:
        """Record row by row, so that what is refused is found; gives how many were recorded."""
        count = 0
        for one in fresh:
            mark, changed = self.staging.so_far(), len(self.staging.of_subjects)
            try:
                with transaction.atomic():
                    self.record([one])
                count += 1
            except Refused as refusal:
                self.back_to(mark)
                self.staging.forget_changes(changed)
                one[0].flaws.append(self.ledger.flaw_of(refusal))
            except IntegrityError:
                self.back_to(mark)
                self.staging.forget_changes(changed)
                one[0].flaws.append(Flaw(_("The database refuses this row: what it names is already there.")))
        return count

    def back_to(self, mark: tuple[int, int, int]) -> None:
        """Forget what was recorded of this batch since a mark."""
        self.staging.back_to(mark)

    def _enter_given(self, given: Any, mark: tuple[int, int, int]) -> None:
        entries = [] if given is None else [given] if isinstance(given, Entry) else list(given)
        there = {id(entry) for entry in self.staging.entered_since(mark)}
        for entry in entries:
            if id(entry) not in there:
                self.staging.enter(entry)

    def _name_origin(self, row: Row, entries: list[Entry]) -> None:
        number = str(row.values.get(self.register.foreign_number) or "") if self.register.foreign_number else ""
        for entry in entries:
            entry.system = entry.system or self.register.system
            entry.foreign_number = entry.foreign_number or number

    def keep_findings(self, rows: Iterable[Row]) -> None:
        """Keep what is wrong with these rows."""
        found = [
            Finding(
                job=self.job,
                row=row.number,
                column=flaw.column,
                cell=self.ledger.address(row.number, flaw)[:40],
                heading=self.ledger.heading(flaw)[:120],
                sentence=flaw.sentence,
            )
            for row in rows
            for flaw in row.flaws
        ]
        Finding.objects.bulk_create(found, batch_size=BATCH)


class DryRun(Step):
    """Reads and tries everything, and takes each batch back."""

    after = (Status.READY, Status.REHEARSED, Status.FAILED, Status.ENTERING)
    status = Status.REHEARSING
    passes = True

    def __init__(self, job: ImportJob) -> None:
        job.findings.all().delete()
        job.passed_by = None  # what was passed was another dry run
        super().__init__(job)

    def run(self) -> None:
        super().run()
        job = self.job
        for name in ("new", "changed", "same", "repeated", "rejected"):
            setattr(job, name, self.counts[name])
        job.skipped, job.unknown = self.ledger.skipped, self.ledger.unknown
        job.crossed, job.notices = self.ledger.crossed, self.ledger.notices
        job.done, job.status, job.message = self.counts["done"], Status.REHEARSED, ""
        if not self.counts["done"]:
            job.status, job.message = Status.FAILED, _("Under these headings stands no row.")
        job.save()

    def take(self, batch: list[Row]) -> None:
        for row in batch:
            if not row.flaws:
                row.flaws += [self.ledger.flaw_at(name, said) for name, said in self.register.check(row.values)]
            if not row.flaws:
                self.ledger.note(row.number, self.register.notes(row.values))
        fresh = self.fresh(row for row in batch if not row.flaws)
        self._try(fresh)
        for row, old in fresh:
            if not row.flaws:
                self.counts["changed" if old else "new"] += 1
        self.counts["rejected"] += sum(bool(row.flaws) for row in batch)
        self.keep_findings(batch)

    def _try(self, fresh: Fresh) -> None:
        try:
            with transaction.atomic():
                self.record(fresh)
                transaction.set_rollback(True)
        except (Refused, IntegrityError):
            self.staging.back_to((0, 0, 0))
            self.staging.forget_changes()
            with transaction.atomic():
                self.record_singly(fresh)
                transaction.set_rollback(True)
        finally:
            self.staging.back_to((0, 0, 0))
            self.staging.forget_changes()


class Recording(Step):
    """Stages what is sound and moves it into the ledger."""

    after = (Status.REHEARSED, Status.SUBMITTED)
    status = Status.ENTERING
    passes = False

    @classmethod
    def may_begin(cls, job: ImportJob) -> bool:
        """An import that needs review has to be passed, and not by whoever imported it (office.md 1)."""
        reviewed = job.status != Status.REHEARSED and job.passed_by_id not in (None, job.started_by_id)
        return super().may_begin(job) and (job.into.trusted or reviewed)

    def __init__(self, job: ImportJob) -> None:
        self.batch = Batch.objects.create(
            zone=job.zone,
            register=job.register,
            file_name=job.evidence.name,
            file_hash=job.evidence.hash,
            system=job.into.system,
            imported_by=job.started_by,
            office=job.office,
        )
        job.batch = self.batch
        job.save(update_fields=["batch"])
        super().__init__(job)
        self._refused = set(job.findings.values_list("row", flat=True).distinct())
        if self._refused and not job.only_sound:
            raise Refused(_("Some rows were rejected. Mend them, or choose to record the sound rows alone."))
        self._rows: list[tuple[str, str, int, int]] = []
        self._make_table()

    def take(self, batch: list[Row]) -> None:
        sound = [row for row in batch if row.number not in self._refused and not row.flaws]
        fresh = self.fresh(sound)
        if fresh:
            self._stage(fresh)
        late = [row for row in batch if row.flaws and row.number not in self._refused]
        if late:
            self.keep_findings(late)
            self.counts["rejected"] += len(late)
            if not self.job.only_sound:
                raise Refused(_("Since the dry run some rows are no longer sound. Nothing was recorded."))

    def _stage(self, fresh: Fresh) -> None:
        unchanged = len(self.staging.of_subjects)
        with transaction.atomic():
            try:
                with transaction.atomic():
                    self.record(fresh)
                self.counts["recorded"] += len(fresh)
            except (Refused, IntegrityError):
                self.back_to((0, 0, 0))
                self.staging.forget_changes(unchanged)
                self.counts["recorded"] += self.record_singly(fresh)
            made = [MadeSubject(job=self.job, type=m._meta.label_lower, key=key) for m, key in self.staging.made]
            MadeSubject.objects.bulk_create(made, batch_size=BATCH)
            self.staging.made.clear()
            self.staging.take_back_changes(unchanged)
            self.staging.stage()
            self._keep_rows()

    def recorded(self, row: Row, place: int, entries: int) -> None:
        if row.key and entries:
            self._rows.append((row.key, row.content, self.staging.count + place + 1, entries))

    def back_to(self, mark: tuple[int, int, int]) -> None:
        super().back_to(mark)
        self._rows = [row for row in self._rows if row[2] <= self.staging.count + mark[0]]

    def run(self) -> None:
        super().run()
        job, batch = self.job, self.batch
        assert batch is not None
        self._refuse_nothing()
        with transaction.atomic():
            self.staging.write_changes()
            number_before = self.staging.move_into_ledger()
            self._write_rows(number_before)
            batch.rows = self.counts["recorded"]
            batch.rejected = len(self._refused) + self.counts["rejected"]
            batch.save(update_fields=["rows", "rejected"])
            job.made.all().delete()
            job.rejected, job.done, job.status = batch.rejected, self.counts["done"], Status.DONE
            job.save()
        self.staging.close()

    def _refuse_nothing(self) -> None:
        if not self.counts["recorded"]:
            raise Refused(_("There is nothing to record: every row is recorded already or was rejected."))

    def _make_table(self) -> None:
        _stage_on_disk()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {STAGED_ROWS}")
            cursor.execute(
                f"CREATE TEMPORARY TABLE {STAGED_ROWS} "
                "(key varchar(32), content varchar(32), first bigint, entries smallint)"
            )

    def _keep_rows(self) -> None:
        with connection.cursor() as cursor:
            if self._rows:
                cursor.executemany(f"INSERT INTO {STAGED_ROWS} VALUES (%s, %s, %s, %s)", self._rows)  # noqa: S608  # our own name
        self._rows.clear()

    def _write_rows(self, number_before: int) -> None:
        """Know these rows again by what they were recorded as now."""
        assert self.batch is not None
        table = connection.ops.quote_name(ImportedRow._meta.db_table)
        mine: list[Any] = [self.job.zone_id, self.job.register]
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE zone_id = %s AND register = %s "  # noqa: S608  # our own names
                f"AND key IN (SELECT key FROM {STAGED_ROWS})",
                mine,
            )
            cursor.execute(
                f"INSERT INTO {table} (zone_id, register, key, content, first, entries, batch_id) "  # noqa: S608  # our own names
                f"SELECT %s, %s, key, content, first + %s, entries, %s FROM {STAGED_ROWS}",
                [*mine, number_before, self.batch.pk],
            )
            cursor.execute(f"DROP TABLE {STAGED_ROWS}")


def _stage_on_disk() -> None:
    """Let what this connection stages lie in a file: in memory it would grow with the rows, 2 KB of each case.

    SQLite alone is told so, and not within a transaction, where it refuses. The next connection begins afresh.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA temp_store=FILE")


def _standing(numbers: list[int]) -> dict[int, Entry]:
    """The entries of these ledger numbers that still stand. One query a type of entry."""
    by_type: dict[str, list[int]] = {}
    for number, label in EntryNumber.objects.filter(pk__in=numbers).values_list("number", "type"):
        by_type.setdefault(label, []).append(number)
    found: dict[int, Entry] = {}
    for label, own in by_type.items():
        model: Any = apps.get_model(label)
        found.update({entry.number: entry for entry in model._default_manager.standing().filter(pk__in=own)})
    return found


def in_batches(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of at most `size`."""
    while batch := list(islice(rows, size)):
        yield batch
