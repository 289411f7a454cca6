"""The last result of `./run nation --keep`: the rankings, exactly, in one file, from which the page of zones is shown.

Written beside the mirror, whole or not at all. It names no row of any zone, only values, bases and places.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from dajuan.figures import catalogue
from dajuan.figures.nation.adding import Ranking, ZoneValue
from dajuan.values import periods
from dajuan.values.periods import Period

FORM = 1


class Unreadable(Exception):
    """The kept result cannot be read: it was damaged, or another version wrote it."""


@dataclass(frozen=True)
class Kept:
    """When it was reckoned, for which period, from which base on shares are ranked, and the rankings by figure."""

    at: datetime
    period: Period
    least: int
    rankings: dict[str, Ranking]


def place() -> Path:
    """Where the result lies."""
    return Path(f"{settings.MIRROR_DIR}.nation.json")


def keep(rankings: Sequence[Ranking], period: Period, least: int) -> Path:
    """Put a result in the place of the one before."""
    content = {
        "form": FORM,
        "at": timezone.now().isoformat(),
        "period": str(period),
        "least": least,
        "figures": {one.figure.key: [_said(zone) for zone in (*one.zones, one.whole)] for one in rankings},
    }
    path, part = place(), Path(f"{place()}.{os.getpid()}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(json.dumps(content, indent=1))
    os.replace(part, path)
    return path


def kept() -> Kept | None:
    """The last result; None where nothing was kept. Raises Unreadable. Figures that are gone are left out."""
    try:
        content = json.loads(place().read_text())
        if content["form"] != FORM:
            raise Unreadable(content["form"])
        period = periods.parse(content["period"])
        found = {key: _ranking(key, period, zones) for key, zones in content["figures"].items()}
        rankings = {key: one for key, one in found.items() if one}
        return Kept(datetime.fromisoformat(content["at"]), period, int(content["least"]), rankings)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError) as error:
        raise Unreadable(error) from error


def _said(one: ZoneValue) -> list[Any]:
    value, base = (None if part is None else str(part) for part in (one.value, one.base))
    return [one.zone, value, base, one.place]


def _ranking(key: str, period: Period, zones: list[list[Any]]) -> Ranking | None:
    figure = catalogue.figure(key)
    if figure is None:
        return None
    *parts, whole = [_zone_value(*one) for one in zones]
    return Ranking(figure, period, tuple(parts), whole)


def _zone_value(zone: str, value: str | None, base: str | None, place: int) -> ZoneValue:
    exact, out_of = (None if part is None else Fraction(part) for part in (value, base))
    return ZoneValue(str(zone), exact, out_of, int(place))
