"""The words of the trade that several subjects of this room share. Domain.md 2.2."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Method(models.TextChoices):
    """How an investor was won; a project has one main method (C25)."""

    INVESTORS = "investors", _("through existing investors")
    CHAIN = "chain", _("along the industrial chain")
    CAPITAL = "capital", _("through capital")
    TECHNOLOGY = "technology", _("through technology")


class Industry(models.TextChoices):
    """The leading industries of the zone, and the rest (C25)."""

    CARS = "cars", _("cars")
    EQUIPMENT = "equipment", _("high-end equipment")
    MATERIALS = "materials", _("new materials")
    ENERGY = "energy", _("new energy")
    SERVICES = "services", _("modern services")
    PROPERTY = "property", _("urban complexes and real estate")
    OTHER = "other", pgettext_lazy("industry", "other")


class Origin(models.TextChoices):
    """Where the investor comes from."""

    ABROAD = "abroad", _("abroad")
    HMT = "hmt", _("Hong Kong, Macao, Taiwan")
    PROVINCE = "province", _("another province")
    CITY = "city", _("another city of the province")
    SAME = "same", _("the same city")


class Currency(models.TextChoices):
    """Yuan and dollars are counted apart and never added."""

    CNY = "CNY", _("yuan (CNY)")
    USD = "USD", _("US dollars (USD)")


class CapitalForm(models.TextChoices):
    """What arrived, or what it went into."""

    FIXED = "fixed", _("fixed assets")
    WORKING = "working", _("working capital")
    LAND = "land", pgettext_lazy("capital", "land")
    INTANGIBLE = "intangible", _("intangible assets")
