"""How ledgers are read, and the imports on their way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Batch, Evidence
from dajuan.core.spreadsheets.plan import Plan
from dajuan.core.spreadsheets.register import REGISTERS, Register
from dajuan.core.staff.models import Office, User, Zone

SILENT = timedelta(minutes=2)  # an import that reports nothing for so long has lost its process


class Mapping(models.Model):
    """How an office's own ledger is read into a register: learnt once, by a person."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    register = models.CharField(_("register"), max_length=60)
    name = models.CharField(_("ledger"), max_length=200)
    plan = models.JSONField(default=dict)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("ledger mapping")
        verbose_name_plural = _("ledger mappings")
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(fields=["office", "register", "name"], name="one_mapping_per_ledger"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportJob(models.Model):
    """One file on its way into a register: uploaded, mapped, rehearsed, perhaps passed by a chief, recorded."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("waits for its columns")
        READY = "ready", _("ready for the dry run")
        REHEARSING = "rehearsing", _("dry run under way")
        REHEARSED = "rehearsed", _("dry run done")
        SUBMITTED = "submitted", _("awaiting review")
        ENTERING = "entering", _("being recorded")
        DONE = "done", _("recorded")
        FAILED = "failed", _("stopped: nothing was recorded")
        DROPPED = "dropped", _("given up")

    UNDER_WAY = (Status.REHEARSING, Status.ENTERING)

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    register = models.CharField(_("register"), max_length=60)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name=_("file"))
    language = models.CharField(max_length=10, default="zh-hans")
    plan = models.JSONField(default=dict)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.UPLOADED)
    only_sound = models.BooleanField(_("only the sound rows"), default=False)
    leave_changed = models.BooleanField(_("leave changed rows as they are"), default=False)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows read"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("already recorded, unchanged"), default=0)
    repeated = models.PositiveIntegerField(_("repeated in the file"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    skipped = models.PositiveIntegerField(_("totals and notes passed over"), default=0)
    unknown = models.JSONField(default=dict, help_text="field: names of the ledger that nothing here is called")
    crossed = models.PositiveIntegerField(_("outlines that cross themselves"), default=0)
    notices = models.JSONField(default=list, help_text="where something is odd, and how")
    message = models.TextField(_("message"), blank=True)
    batch = models.OneToOneField(Batch, models.PROTECT, null=True, blank=True, related_name="job")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("imported by"))
    started_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    passed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("passed by"))
    beat_at = models.DateTimeField(null=True, help_text="when its process last said that it lives")

    class Meta:
        verbose_name = _("import under way")
        verbose_name_plural = _("imports under way")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.evidence)

    def get_absolute_url(self) -> str:
        return reverse("spreadsheets:job", args=[self.pk])

    @property
    def into(self) -> Register:
        """A register of its own for one reading; what it looks up is its own too."""
        return type(REGISTERS[self.register])()

    @property
    def reading(self) -> Plan:
        """How its file is read."""
        return Plan.from_kept(self.plan)

    def may_be_passed_by(self, user: User) -> bool:
        """Whether it waits for this person; never one's own (office.md 1)."""
        return self.status == self.Status.SUBMITTED and self.started_by_id != user.pk and self.into.may_pass(user)

    @property
    def may_be_read_otherwise(self) -> bool:
        """Whether how it is read may still be changed: not while it is under way or lies before a chief."""
        return self.status in (self.Status.READY, self.Status.REHEARSED, self.Status.FAILED)

    @property
    def under_way(self) -> bool:
        """Whether a process should be at work on it."""
        return self.status in self.UNDER_WAY

    @property
    def silent(self) -> bool:
        """Whether its process has died: it says nothing any more."""
        return self.under_way and (self.beat_at is None or timezone.now() - self.beat_at > SILENT)

    @property
    def percent(self) -> int:
        """How far it has come."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def to_record(self) -> int:
        """How many rows will be recorded when it is confirmed."""
        return self.new + (0 if self.leave_changed else self.changed)

    @property
    def counts(self) -> list[tuple[Any, int]]:
        """What the dry run found, in words."""
        names = ("new", "changed", "same", "repeated", "rejected", "skipped")
        return [(self._meta.get_field(name).verbose_name, getattr(self, name)) for name in names]  # type: ignore[union-attr]  # plain columns


class Finding(models.Model):
    """What is wrong with one cell, or with a whole row (no column), in a sentence for the person who imports."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField(_("row"))
    column = models.PositiveSmallIntegerField(null=True)
    cell = models.CharField(_("cell"), max_length=40)
    heading = models.CharField(_("column"), max_length=120, blank=True)
    sentence = models.TextField(_("what is wrong"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["row", "pk"]
        indexes = [models.Index(fields=["job", "row"])]

    def __str__(self) -> str:
        return f"{self.cell}: {self.sentence}"


class MadeSubject(models.Model):
    """A subject made for an import that has not come to its end: taken away again where it never does."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="made")
    type = models.CharField(max_length=60)
    key = models.BigIntegerField()

    class Meta:
        verbose_name = _("subject of an import")
        verbose_name_plural = _("subjects of an import")

    def __str__(self) -> str:
        return f"{self.type} {self.key}"


class ImportedRow(models.Model):
    """A row of a ledger as it was last recorded: by which key and content it is known again, and its entries.

    Key and content are keyed hashes: nothing of the row can be read here, and nothing needs to be erased.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    register = models.CharField(max_length=60)
    key = models.CharField(max_length=32)
    content = models.CharField(max_length=32)
    first = models.BigIntegerField(help_text="ledger number of the row's first entry")
    entries = models.PositiveSmallIntegerField()
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [
            models.UniqueConstraint(fields=["zone", "register", "key"], name="one_imported_row_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.first}"
