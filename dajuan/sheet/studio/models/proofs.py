"""What proves a claim that no records back: a document of somebody else, or an estimate that says it is one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Entry, one_standing
from dajuan.figures.models import SCALE
from dajuan.sheet.studio.models.drafting import Manuscript
from dajuan.values import numbers

LARGE = 10**6


def shown_amount(value: Fraction, unit: str) -> str:
    """A number as a page shows it: 426亿元, 42.6 billion yuan, 1,234 所."""
    if abs(value) < LARGE:
        return f"{numbers.grouped(numbers.rounded(value, 4))} {unit}".strip()
    if (get_language() or "").startswith("zh"):
        return f"{numbers.chinese(value)}{unit}"
    return f"{numbers.english(value)} {unit}".strip()


class Valued(Entry):
    """An entry with a name and, where it is a number, a value in ten-thousandths of its unit."""

    name: str | models.CharField[str, str]
    unit: str | models.CharField[str, str]
    value_x10000: int | models.BigIntegerField[int | None, int | None] | None
    manuscript = models.ForeignKey(Manuscript, models.PROTECT, related_name="%(class)ss", verbose_name=_("manuscript"))

    subject_field = "manuscript"
    line = "studio"

    class Meta(Entry.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.name)

    @property
    def value(self) -> Fraction | None:
        """The number in its own unit; None where it is words alone."""
        return None if self.value_x10000 is None else Fraction(int(self.value_x10000), SCALE)

    @property
    def shown(self) -> str:
        """The number with its unit, large ones in 万 and 亿 or millions; empty where it is words alone."""
        return "" if self.value is None else shown_amount(self.value, str(self.unit))

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Each fact that was given; the number as it is printed."""
        named = zip(self.facts, super().shown_facts(), strict=True)
        said = [(title, self.shown if name == "value_x10000" else fact) for name, (title, fact) in named]
        return [(title, fact) for title, fact in said if fact not in (None, "")]


class Citation(Valued):
    """What somebody else's document says of the zone: a rank, a title, a first, a number (domain.md 0.3).

    `says` are the words a report may print. `happened_on` is the day of the document; `edition` which round or year it
    speaks of (a ranking of 2020 rests on the data of 2019). Its file is attached as evidence.
    """

    name = models.CharField(_("what it is about"), max_length=120)
    says = models.CharField(_("words it backs"), max_length=200)
    value_x10000 = models.BigIntegerField(_("value, in ten-thousandths"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    issuer = models.CharField(pgettext_lazy("document", "issued by"), max_length=80)
    document = models.CharField(pgettext_lazy("attested value", "document"), max_length=160)
    edition = models.CharField(pgettext_lazy("document", "edition"), max_length=60, blank=True)

    facts = ("name", "says", "value_x10000", "issuer", "document", "edition")

    class Meta(Entry.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")


class Estimate(Valued):
    """A value the year has not brought yet: prints with 预计 and stands in an annex (office.md 3).

    `figure` is the key of the figure it stands for, empty where no figure counts it. `happened_on` is the day of the
    estimate, `ends_on` the last day of the period it speaks of.
    """

    figure = models.CharField(_("figure"), max_length=60, blank=True, db_index=True)
    name = models.CharField(_("what is estimated"), max_length=120)
    value_x10000 = models.BigIntegerField(_("value, in ten-thousandths"))
    unit = models.CharField(_("unit"), max_length=20)
    method = models.CharField(_("how it was estimated"), max_length=300)
    author = models.CharField(_("who answers for it"), max_length=80, help_text=_("An office or post, not a name."))
    ends_on = models.DateField(_("last day it speaks of"))

    facts = ("figure", "name", "value_x10000", "method", "author", "ends_on")

    class Meta(Entry.Meta):
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        constraints = [
            one_standing("zone", "name", "ends_on", name="one_estimate_of_a_period"),
            models.CheckConstraint(condition=~Q(method=""), name="estimate_names_its_method"),
        ]

    def shown_facts(self) -> list[tuple[str, Any]]:
        """The figure by its name."""
        from dajuan.figures import catalogue  # reads every room's declarations

        figure = catalogue.figure(self.figure)
        return [
            (title, figure.name if figure and fact == self.figure else fact) for title, fact in super().shown_facts()
        ]
