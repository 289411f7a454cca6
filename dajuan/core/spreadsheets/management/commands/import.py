# ruff: noqa: N999  # the module is named by the word people type
"""`python -m dajuan import REGISTER FILE`: an import from the command line, with every error at its cell."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets.headings import fits, guess
from dajuan.core.spreadsheets.importing import enter, pass_submitted, rehearse, submit
from dajuan.core.spreadsheets.models import ImportJob, Mapping
from dajuan.core.spreadsheets.plan import Plan
from dajuan.core.spreadsheets.reading import open_source
from dajuan.core.spreadsheets.register import REGISTERS, Register
from dajuan.core.spreadsheets.sources import Source
from dajuan.core.staff.models import Office, User
from dajuan.values.coordinates import Datum

Status = ImportJob.Status


class Command(BaseCommand):
    """Import a spreadsheet into a register."""

    help = "Import an Excel, CSV, TSV or GeoJSON file into a register: a dry run first, then all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The register, the file, and what a person would choose on the pages."""
        parser.add_argument("register", nargs="?", help="name of the register; without it, all are listed")
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument(
            "--as", dest="user", metavar="USER", help="account that imports; the only recorder if left out"
        )
        parser.add_argument("--sound-rows", action="store_true", help="record the sound rows, leave out the rejected")
        parser.add_argument(
            "--leave-changed", action="store_true", help="do not correct rows recorded otherwise before"
        )
        parser.add_argument("--dry-run", action="store_true", help="record nothing")
        parser.add_argument("--mapping", help="name of a ledger mapping of the office")
        parser.add_argument("--sheet", help="sheet to read")
        parser.add_argument("--dates", choices=("dmy", "mdy"), help="order of dates such as 3/4/2020")
        parser.add_argument("--datum", choices=(Datum.WGS84.value, Datum.GCJ02.value), help="datum of the coordinates")
        parser.add_argument("--repair", action="store_true", help="repair outlines that cross themselves")
        parser.add_argument("--pass-as", metavar="CHIEF", help="chief who passes it, where the register needs review")
        parser.add_argument("--language", default="en", help="language of the sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 where something was rejected and nothing recorded."""
        if not (options["register"] and options["file"]):
            self.stdout.write("\n".join(f"{r.name:32} {r.title}" for r in REGISTERS.values()))
            return
        with translation.override(options["language"]):
            self._import(options)

    def _import(self, options: dict[str, Any]) -> None:
        into = REGISTERS.get(options["register"])
        if into is None:
            raise CommandError(f"No register {options['register']}; there are: {', '.join(sorted(REGISTERS))}")
        user = _importer(options["user"], into)
        office = user.office
        assert office is not None
        try:
            job = self._job(options, into, user, office)
            rehearse(job)
            job.refresh_from_db()
            self._report(job)
            if job.status == Status.REHEARSED and not options["dry_run"]:
                self._record(job, options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _job(self, options: dict[str, Any], into: Register, user: User, office: Office) -> ImportJob:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"No file {file}")
        if file.stat().st_size > settings.UPLOAD_MB << 20:
            raise CommandError(f"{file.name} is larger than {settings.UPLOAD_MB} MB.")
        content = file.read_bytes()
        source = open_source(content, file.name)
        plan = _plan(into, source, office, options["mapping"])
        if options["sheet"]:
            plan.sheet = options["sheet"]
        plan.date_order = options["dates"] or plan.date_order
        plan.datum, plan.repair = options["datum"] or plan.datum, options["repair"]
        return ImportJob.objects.create(
            zone=office.zone,
            office=office,
            register=into.name,
            evidence=store_bytes(content, name=file.name, by=user, zone=office.zone, personal=into.personal),
            language=options["language"],
            plan=plan.kept(),
            status=Status.READY,
            started_by=user,
            leave_changed=options["leave_changed"],
        )

    def _report(self, job: ImportJob) -> None:
        for finding in job.findings.iterator():
            self.stdout.write(f"{finding.cell}: {finding.heading + ': ' if finding.heading else ''}{finding.sentence}")
        for place, notice in job.notices:
            self.stdout.write(f"{place}: {notice}")
        if job.status == Status.FAILED:
            raise CommandError(job.message)
        self.stdout.write(", ".join(f"{word}: {count}" for word, count in job.counts))

    def _record(self, job: ImportJob, options: dict[str, Any]) -> None:
        if job.rejected and not options["sound_rows"]:
            raise CommandError("Nothing was recorded. Mend the rows above, or take the sound ones with --sound-rows.")
        if not job.to_record:
            self.stdout.write("Nothing to record: every row is recorded already.")
            return
        if job.into.trusted:
            ImportJob.objects.filter(pk=job.pk).update(only_sound=options["sound_rows"])
        else:
            submit(job, only_sound=options["sound_rows"], leave_changed=options["leave_changed"])
            if not options["pass_as"]:
                self.stdout.write(
                    f"Submitted: import {job.pk} counts when a chief who did not import it has passed it."
                )
                return
            pass_submitted(job, _chief(options["pass_as"]))
        enter(job)
        job.refresh_from_db()
        if job.status != Status.DONE or job.batch is None:
            raise CommandError(job.message)
        self.stdout.write(f"Recorded {job.batch.rows} rows as import {job.batch.pk}; {job.batch.rejected} rejected.")


def _plan(into: Register, source: Source, office: Office, name: str | None) -> Plan:
    """The office's mapping of that name, else one that fits, else what the headings tell."""
    kept = Mapping.objects.filter(office=office, register=into.name)
    if name:
        return Plan.from_kept(kept.get(name=name).plan)
    plans = (Plan.from_kept(mapping.plan) for mapping in kept)
    return next((plan for plan in plans if fits(plan, source)), None) or guess(into, source)


def _chief(name: str) -> User:
    """The account that passes it; whether it may is asked where an import is passed."""
    chief = User.objects.filter(username=name, is_active=True).first()
    if chief is None:
        raise CommandError(f"No account {name}; the import waits for review.")
    return chief


def _importer(name: str | None, into: Register) -> User:
    """The account that imports: the one named, else the only one that may."""
    users = User.objects.filter(username=name) if name else User.objects.filter(is_active=True)
    able = [user for user in users if into.may_record(user) and user.office is not None]
    if name and not able:
        raise CommandError(f"{name} may not import into {into.name}.")
    if not able:
        raise CommandError(f"Nobody may import into {into.name}.")
    if len(able) > 1:
        raise CommandError(f"Say who imports: --as {' or '.join(sorted(user.username for user in able)[:5])}")
    return able[0]
