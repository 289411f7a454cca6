"""The industrial chain (产业链): its links, who stands where, and where nobody stands yet."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.companies.models import Company
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject, one_per, refuse_before, refuse_twice
from dajuan.lines.investment.models.subjects import InvestmentEntry
from dajuan.lines.investment.models.words import Industry


class Tier(models.IntegerChoices):
    """Where in the chain a link lies."""

    UP = 1, _("upstream")
    MIDDLE = 2, _("midstream")
    DOWN = 3, _("downstream")


class LinkStage(models.TextChoices):
    GAP = "gap", _("gap: nobody stands here")
    HELD = "held", _("a company stands here")


class ChainLink(RoomSubject):
    """One link of a chain, such as battery cells or axles. A link in which no company stands is a gap."""

    Stage = LinkStage
    Tier = Tier

    industry = models.CharField(_("industry"), max_length=12, choices=Industry.choices)
    name = models.CharField(_("link"), max_length=60)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier.choices)
    feeds = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="fed_by", verbose_name=_("delivers to")
    )
    stage = models.CharField(_("state"), max_length=6, choices=LinkStage.choices, default=LinkStage.GAP, editable=False)

    page = "links"
    narrowed_by = ("industry", "tier", "stage")
    copied = ("office", "industry")
    milestones = ((LinkStage.HELD, "placements"),)
    rests = (Rests("departures", on="placements"),)
    open_stages: ClassVar[tuple[str, ...]] = (LinkStage.GAP,)

    objects: ClassVar[Any] = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a chain")
        verbose_name_plural = _("links of chains")
        constraints = [
            one_per(
                "industry", "name", name="one_link_of_a_name", message=_("This link of the chain is known already.")
            )
        ]
        indexes = [models.Index(fields=["zone", "industry", "tier", "id"], name="investment_link_list")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        """Held while one of the companies placed in it has not left."""
        left = Departure.objects.standing().filter(placement_key=models.OuterRef("placement_key"))
        stays = Placement.objects.standing().filter(~models.Exists(left), link=models.OuterRef("pk"))
        held = models.When(models.Exists(stays), then=models.Value(LinkStage.HELD))
        return {"stage": models.Case(held, default=models.Value(LinkStage.GAP), output_field=models.CharField())}

    def course(self) -> list[tuple[Any, date | None]]:
        """A link goes through no course: companies come and go."""
        return []

    @property
    def verbs(self) -> tuple[str, ...]:
        return ("place", "leave") if self.stage == LinkStage.HELD else ("place",)

    def companies(self) -> list[Placement]:
        """Who stands in it now, longest first."""
        left = self.departures.standing().values("placement_key")
        found = self.placements.standing().exclude(placement_key__in=left).select_related("company")
        return list(found.order_by("happened_on", "number"))

    def place(self, act: Act, *, happened_on: date, company: Company, leads: bool = False) -> Placement:
        """A company stands in this link from a day on; `leads` marks the head of the chain (链主)."""
        act.lock(self)
        key = f"{self.pk}-{company.pk}"
        refuse_twice(act, self.placements.filter(placement_key=key), _("This company stands in the link already."))
        entry = self.entry(Placement, happened_on=happened_on, company=company, leads=leads, placement_key=key)
        return act.enter(entry)

    def leave(self, act: Act, *, happened_on: date, company: Company) -> Departure:
        """A company no longer stands in this link: it moved away, or makes something else."""
        act.lock(self)
        key = f"{self.pk}-{company.pk}"
        placed = self.placements.filter(placement_key=key)
        if not act.standing(placed).exists():
            raise Refused(_("This company does not stand in the link."), field="company")
        refuse_before(act, placed, happened_on, _("A company cannot leave before it stood here."))
        refuse_twice(act, self.departures.filter(placement_key=key), _("This company has left already."))
        return act.enter(self.entry(Departure, happened_on=happened_on, company=company, placement_key=key))


class LinkEntry(InvestmentEntry):
    """An entry about a company in a link."""

    industry = models.CharField(_("industry"), max_length=12, choices=Industry.choices)
    placement_key = models.CharField(max_length=40, help_text="link and company")

    subject_field = "link"

    class Meta(InvestmentEntry.Meta):
        abstract = True


class Placement(LinkEntry):
    """A company stands in a link."""

    link = models.ForeignKey(ChainLink, models.PROTECT, related_name="placements", verbose_name=_("link of a chain"))
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("company"))
    leads = models.BooleanField(_("head of the chain"), default=False)

    facts = ("company", "leads")

    class Meta(LinkEntry.Meta):
        verbose_name = _("company in a link")
        verbose_name_plural = _("companies in links")
        constraints = [one_standing("placement_key", name="one_placement_in_a_link")]


class Departure(LinkEntry):
    """A company left a link."""

    link = models.ForeignKey(ChainLink, models.PROTECT, related_name="departures", verbose_name=_("link of a chain"))
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("company"))

    facts = ("company",)

    class Meta(LinkEntry.Meta):
        verbose_name = _("company that left a link")
        verbose_name_plural = _("companies that left links")
        constraints = [one_standing("placement_key", name="one_departure_from_a_link")]
