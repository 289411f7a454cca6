"""What services put first on the public front page: a search, big buttons, themes of life, what is asked for most."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count

from dajuan.core.staff.models import Zone
from dajuan.lines.services.models import Case, LifeEvent, Matter, Package

LATELY = 500  # applications
SHOWN = 6
ICONS = {
    LifeEvent.BIRTH: "baby-carriage",
    LifeEvent.SCHOOL: "school",
    LifeEvent.WORK: "briefcase",
    LifeEvent.HOUSING: "home",
    LifeEvent.MARRIAGE: "heart",
    LifeEvent.HEALTH: "stethoscope",
    LifeEvent.TRAFFIC: "car",
    LifeEvent.RETIREMENT: "armchair",
    LifeEvent.PASSING: "flower",
    LifeEvent.STARTING: "building-store",
    LifeEvent.LICENSING: "license",
    LifeEvent.BUILDING: "crane",
    LifeEvent.TAX: "receipt-tax",
    LifeEvent.HIRING: "users-plus",
    LifeEvent.CHANGING: "exchange",
    LifeEvent.CLOSING: "door-exit",
    LifeEvent.OTHER: "dots",
}


def content(zone: Zone) -> dict[str, Any]:
    """Themes with something in force and how much, and what was applied for most lately. Four questions."""
    rows = Matter.objects.filter(zone=zone).in_force().order_by().values_list("life_event")
    there = dict(rows.annotate(number=Count("pk")))
    return {
        "themes": [(one, ICONS[one], there[one.value]) for one in LifeEvent if there.get(one.value)],
        "popular": _popular(zone),
        "packages": Package.objects.filter(zone=zone).in_force().defer("words").order_by("pk")[:4],
    }


def _popular(zone: Zone) -> list[Matter]:
    lately = Case.objects.filter(zone=zone).order_by("-pk").values_list("matter", flat=True)[:LATELY]
    most = [key for key, _number in Counter(key for key in lately if key).most_common(SHOWN)]
    found = {one.pk: one for one in Matter.objects.in_force().filter(pk__in=most).defer("words")}
    return [found[key] for key in most if key in found]
