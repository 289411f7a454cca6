"""Entries that figures themselves need: values from outside documents, plans; and who was given which value."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.models import Entry, Moment, one_standing
from dajuan.core.staff.models import User, Zone
from dajuan.core.staff.rights import ANY_LINE
from dajuan.values import numbers, periods
from dajuan.values.periods import Period, PeriodError

SCALE = 10_000  # values and targets are kept in ten-thousandths of the printed base unit


class OfFigure(Entry):
    """An entry that gives a figure a value; it reads with the figure's name and in its printed unit."""

    figure: str | models.CharField[str, str]
    value_x10000: int | models.BigIntegerField[int, int]

    class Meta(Entry.Meta):
        abstract = True

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Name and value of each fact that was given: the figure by its name, the value as it is printed."""
        from dajuan.figures import catalogue  # it imports the declarations, which count these entries

        figure = catalogue.figure(str(self.figure))
        value = numbers.grouped(numbers.rounded(Fraction(int(self.value_x10000), SCALE), 4))
        said = {
            "figure": (str(_("figure")), figure.name if figure else self.figure),
            "value_x10000": (str(_("value")), f"{value} {figure.unit}" if figure else value),
        }
        named = zip(self.facts, super().shown_facts(), strict=True)
        return [said.get(name, fact) for name, fact in named if fact[1] not in (None, "")]


class Attested(OfFigure):
    """A value from a document of somebody else, with its evidence; `happened_on` is the last day it speaks of.

    The main economic indicators come monthly in stages and may be under embargo until a day (office.md 16).
    """

    class Stage(models.TextChoices):
        FLASH = "flash", _("flash estimate")
        PRELIMINARY = "preliminary", _("preliminary accounting")
        FINAL = "final", _("final verification")

    figure = models.CharField(_("figure"), max_length=60, db_index=True)
    value_x10000 = models.BigIntegerField(_("value, in ten-thousandths"))
    stage = models.CharField(
        pgettext_lazy("attested value", "stage"), max_length=12, choices=Stage.choices, default=Stage.FINAL
    )
    issuer = models.CharField(_("issued by"), max_length=80)
    document = models.CharField(pgettext_lazy("attested value", "document"), max_length=160)
    embargo_on = models.DateField(_("not to be published before"), null=True, blank=True)

    line = ANY_LINE
    facts = ("figure", "value_x10000", "stage", "issuer", "document", "embargo_on")

    class Meta(Entry.Meta):
        verbose_name = _("attested value")
        verbose_name_plural = _("attested values")
        constraints = [one_standing("zone", "figure", "happened_on", "stage")]


class Target(OfFigure):
    """A planned value for a figure and a year, in one version of the plan; `happened_on` is the day it was decided.

    The plan in force is the one decided last; a completion names its version (domain.md 0.4).
    """

    figure = models.CharField(_("figure"), max_length=60, db_index=True)
    year = models.PositiveSmallIntegerField(_("year"))
    value_x10000 = models.BigIntegerField(_("value, in ten-thousandths"))
    version = models.CharField(_("version of the plan"), max_length=60)
    document = models.CharField(pgettext_lazy("attested value", "document"), max_length=160, blank=True)

    line = ANY_LINE
    facts = ("figure", "year", "value_x10000", "version", "document")

    class Meta(Entry.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [one_standing("zone", "figure", "year", "version")]


class Definition(models.Model):
    """A version of a figure's definition: its digest and text, and when it was first in use."""

    key = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(_("version of the definition"))
    digest = models.CharField(max_length=16)
    text = models.TextField()
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_definition_per_version")]


class Recount(models.Model):
    """One night's recount of a zone's figures: all from the ledger itself, against what was moved and mirrored.

    `cells` are the integers found, by leaf; the next night moves them by what came and went and must find its own.
    """

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="+")
    night = models.DateField()
    at = models.DateTimeField(_("recounted at"), default=timezone.now)
    moment = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField(null=True)
    counted = models.PositiveIntegerField(_("integers counted"), default=0)
    moved = models.PositiveIntegerField(_("of them moved since the last night"), default=0)
    mirrored = models.PositiveIntegerField(_("of them counted from the mirror too"), default=0)
    is_moving_wrong = models.BooleanField(default=False)
    differing = models.JSONField(_("what differed"), default=list)
    cells = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")
        ordering = ["-pk"]  # the last one done, whatever a clock said that was put back since
        constraints = [models.UniqueConstraint(fields=["zone", "night"], name="one_recount_a_night")]


class Given(models.Model):
    """A value given out to somebody: what was said, of which period, as known when (office.md 17)."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    figure = models.CharField(_("figure"), max_length=60, db_index=True)
    period = models.CharField(_("period"), max_length=40)
    value = models.CharField(_("value"), max_length=40)
    moment = models.ForeignKey(Moment, models.PROTECT, related_name="+", verbose_name=_("as known at"))
    given_to = models.CharField(_("given to"), max_length=80)
    purpose = models.CharField(pgettext_lazy("given out", "purpose"), max_length=120, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"), default=timezone.now)

    class Meta:
        verbose_name = _("figure given out")
        verbose_name_plural = _("figures given out")
        ordering = ["-given_at"]

    @property
    def said_of(self) -> Any:
        """The figure it is a value of; None where it is no longer declared."""
        from dajuan.figures import catalogue  # it imports the declarations

        return catalogue.figure(self.figure)

    @property
    def days(self) -> Period | None:
        """The period spoken of; None where it was written in another way."""
        try:
            return periods.parse(self.period)
        except PeriodError:
            return None
