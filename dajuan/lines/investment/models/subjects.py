"""What subjects and entries of this room share: the office and the specialist, as they were that day."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Entry
from dajuan.core.records.quantities import read
from dajuan.core.rooms.subjects import RoomSubject
from dajuan.core.staff.models import Office, User
from dajuan.lines.investment.models.money import dollars
from dajuan.lines.investment.models.words import Industry, Method

WON_BY = ("office", "specialist", "method", "industry")
"""What stands on the entries of leads, contracts and arrivals as it was that day: C25 and targets count by it."""


class InvestmentSubject(RoomSubject):
    """A subject of this room, with the specialist who follows it."""

    specialist = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("specialist")
    )
    method = models.CharField(_("method"), max_length=12, choices=Method.choices)
    industry = models.CharField(_("industry"), max_length=12, choices=Industry.choices)

    class Meta:
        abstract = True


class InvestmentEntry(Entry):
    """An entry with the office its subject belonged to that day; its facts read in their printed unit."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))

    class Meta(Entry.Meta):
        abstract = True

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Name and value of each fact that was given; amounts of nothing are left out."""
        if not self.facts:
            return []
        named = zip(self.facts, super().shown_facts(), strict=True)
        return [(title, _said(name, getattr(self, name), value)) for name, (title, value) in named if value]


class WonEntry(InvestmentEntry):
    """An entry that is counted by who followed it, how the investor was won, and for which industry."""

    specialist = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("specialist"))
    method = models.CharField(_("method"), max_length=12, choices=Method.choices)
    industry = models.CharField(_("industry"), max_length=12, choices=Industry.choices)

    class Meta(InvestmentEntry.Meta):
        abstract = True


def _said(name: str, raw: Any, value: Any) -> Any:
    if name.endswith("_cents"):
        return dollars(raw)
    if name.endswith("_x10000"):
        return f"{raw / 10_000:.4f}"
    return read(name, raw) if name.endswith(("_fen", "_dm2")) else value
