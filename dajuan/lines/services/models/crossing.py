"""Handled anywhere (四区通办, 跨省通办): matters opened to partner zones, and cases that go from place to place.

A case has one home: the place that decides it. Elsewhere it is a copy that says where its truth is. It goes to and fro
on sheets (`CaseSheet`, docs/exchange.md): between two zones of one installation as a row, between two installations
as a file; the content and its hashes are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.staff.models import User, Visitor, Zone
from dajuan.lines.services.models.kinds import MatterEntry

PARTNERSHIP = pgettext_lazy("handled anywhere", "partnership")
PARTNER = pgettext_lazy("handled anywhere", "partner")

E = TypeVar("E", bound=Entry)


class HowOpened(models.TextChoices):
    """How a matter is handled elsewhere (domain.md 2.5)."""

    ONLINE = "online", pgettext_lazy("handled anywhere", "wholly online")
    COLLECTED = "collected", pgettext_lazy("handled anywhere", "the window there collects, the home office decides")
    MUTUAL = "mutual", pgettext_lazy("handled anywhere", "each decides for the other")


class OfAZone(models.QuerySet[Any]):
    def visible_to(self, visitor: Visitor) -> Self:
        """Of one's own zone."""
        return self.filter(zone=visitor.zone_id) if isinstance(visitor, User) and visitor.zone_id else self.none()


class Partnership(models.Model):
    """Zones or cities that handle matters for each other, such as the four zones of C42."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    name = models.CharField(PARTNERSHIP, max_length=120)
    across_provinces = models.BooleanField(_("across provinces"), default=False)

    objects: ClassVar[Any] = OfAZone.as_manager()

    class Meta:
        verbose_name = PARTNERSHIP
        verbose_name_plural = pgettext_lazy("handled anywhere", "partnerships")
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="one_partnership_per_name")]

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """A zone or city of a partnership. `here` where it is a zone of this installation."""

    partnership = models.ForeignKey(
        Partnership,
        models.CASCADE,
        related_name="partners",
        verbose_name=PARTNERSHIP,
    )
    name = models.CharField(PARTNER, max_length=120)
    code = models.CharField(_("code of the partner"), max_length=40)
    here = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("zone of this installation")
    )

    class Meta:
        verbose_name = PARTNER
        verbose_name_plural = pgettext_lazy("handled anywhere", "partners")
        constraints = [models.UniqueConstraint(fields=["partnership", "code"], name="one_partner_per_code")]

    def __str__(self) -> str:
        return self.name


class OpenedElsewhere:
    """The side of a matter that partners see, mixed into Matter, whose ways it counts on."""

    if TYPE_CHECKING:
        pk: Any
        stage: str
        openings: Any

        def entry(self, entry: type[E], **facts: Any) -> E: ...

    def open_to(self, act: Act, *, happened_on: date, partner: Partner, how: str) -> MatterOpened:
        """It is opened to a partner. Refuses one that is not in force, and a partner it is open to already."""
        act.lock(self)  # type: ignore[arg-type]  # a matter
        if self.stage != "in-force":
            raise Refused(_("Only a matter in force is opened to a partner."))
        standing = act.standing(self.openings.filter(partnership=partner.partnership_id))
        reached = set(standing.values_list("partner", flat=True))
        if partner.pk in reached:
            raise Refused(_("It is open to this partner already."), field="partner")
        partners = set(Partner.objects.filter(partnership=partner.partnership_id).values_list("pk", flat=True))
        facts: dict[str, Any] = {
            "partnership": partner.partnership,
            "partner": partner,
            "across_provinces": partner.partnership.across_provinces,
            "how": how,
            "all_live": partners == reached | {partner.pk},
        }
        return act.enter(self.entry(MatterOpened, happened_on=happened_on, **facts))


class MatterOpened(MatterEntry):
    """A matter was opened to one partner of a partnership: its cases are taken there from this day.

    `all_live` on the entry with which the last partner was reached: C42 counts a matter once, when all are live.
    """

    matter = models.ForeignKey(
        "services.Matter", models.PROTECT, related_name="openings", verbose_name=_("government service")
    )
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        related_name="openings",
        verbose_name=PARTNERSHIP,
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="openings", verbose_name=PARTNER)
    across_provinces = models.BooleanField(_("across provinces"))
    how = models.CharField(_("how it is handled"), max_length=10, choices=HowOpened.choices)
    all_live = models.BooleanField(_("all partners live"))

    facts = ("partnership", "partner", "how", "all_live")

    class Meta(MatterEntry.Meta):
        verbose_name = _("opening of a matter to a partner")
        verbose_name_plural = _("openings of matters to partners")
        constraints = [one_standing("matter", "partner")]

    def falls_with(self) -> Iterable[Entry]:
        """The entry that says all are live says nothing once one of them is withdrawn."""
        if self.all_live:
            return ()
        complete: Iterable[Entry] = MatterOpened.objects.standing().filter(
            matter=self.matter_id, partnership=self.partnership_id, all_live=True
        )
        return complete


class CaseSheet(models.Model):
    """A sheet about a case that goes from one place to another, as it was sent (docs/exchange.md).

    It names an enterprise by its credit code and a person by nothing but a key; what a person handed in goes as files.
    """

    class Kind(models.TextChoices):
        HANDED = "handed", pgettext_lazy("sheet of a case", "handed to the place that decides")
        DECIDED = "decided", pgettext_lazy("sheet of a case", "decided, told to the place that received it")

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", help_text="whose sheet this is")
    kind = models.CharField(_("kind of sheet"), max_length=8, choices=Kind.choices)
    incoming = models.BooleanField(_("came in"))
    from_code = models.CharField(pgettext_lazy("sheet of a case", "from"), max_length=40)
    to_code = models.CharField(pgettext_lazy("sheet of a case", "to"), max_length=40)
    number = models.CharField(_("number of the case there"), max_length=80)
    content = models.JSONField()
    hash = models.CharField(_("hash (SHA-256)"), max_length=64)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    taken_at = models.DateTimeField(_("taken up at"), null=True)

    objects: ClassVar[Any] = OfAZone.as_manager()

    class Meta:
        verbose_name = _("sheet of a case")
        verbose_name_plural = _("sheets of cases")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "incoming", "hash"],
                name="one_sheet_once",
                violation_error_message=_("This sheet has been taken up already."),
            )
        ]
        indexes = [
            models.Index(fields=["zone", "incoming", "-id"], name="sheet_list"),
            models.Index(fields=["zone", "id"], name="sheet_waiting", condition=Q(taken_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"
