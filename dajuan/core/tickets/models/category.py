"""The tree of categories: what a ticket is about, who leads, and how long that may take."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.clocks import Unit
from dajuan.core.staff.models import Office, Zone
from dajuan.look.languages import in_reading


class CategoryQuerySet(models.QuerySet["Category"]):
    def offered(self, zone: Zone) -> CategoryQuerySet:
        """What can be chosen in a zone: categories in use that are not divided further."""
        return self.filter(zone=zone, in_use=True, parts__isnull=True).select_related("parent")


class Category(models.Model):
    """One kind of problem. Limits differ between cities: they are rows here, never constants (domain.md 2.9)."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("zone"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("upper category")
    )
    code = models.CharField(_("category code"), max_length=80)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    lead = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("usual lead office")
    )
    limit = models.PositiveSmallIntegerField(_("limit"), null=True, blank=True, help_text=_("Empty: no limit."))
    unit = models.CharField(_("counted in"), max_length=12, choices=Unit.choices, default=Unit.WORKING_DAYS)
    in_use = models.BooleanField(_("category in use"), default=True)
    open_to_public = models.BooleanField(_("offered to the public"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_category_per_code")]

    def __str__(self) -> str:
        own = in_reading(self.name, self.name_en)
        return f"{self.parent} / {own}" if self.parent else own
