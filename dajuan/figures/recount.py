"""The nightly recount: what was moved by deltas and what the mirror says must equal what the ledger says.

Every integer behind the catalogue's figures, this year's and last year's, is counted from the ledger's own database.
Three things are then held against it: last night's integers moved by what came and went in a day, the columnar engine
over the mirror, and nothing may differ. Where the mirror differs, nobody reads it any more; where moving differs, every
process counts anew instead of moving until a recount finds nothing. Either way the alarm stands in the log and on the
administrator's page.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from dajuan.core.staff.models import Zone
from dajuan.figures import catalogue, freshness, planner
from dajuan.figures.book import Book
from dajuan.figures.choosing import LIVE, columnar
from dajuan.figures.engines import Leaf, Unserved
from dajuan.figures.models import Recount
from dajuan.values import periods
from dajuan.values.ticking import every

logger = logging.getLogger(__name__)
NIGHT = timedelta(hours=3)  # from this hour of the zone on: after the mirror was brought up
Cells = Mapping[Leaf, int | None]


def start(seconds: int) -> threading.Thread | None:
    """Begin to look every so many seconds whether a night has passed; nothing for 0."""
    return every(seconds, _look, "recount")


def _look() -> None:
    try:
        for zone in Zone.objects.all():
            recount(zone)
    except DatabaseError as error:
        logger.warning("The figures will be recounted later: %s", error)
    finally:
        connections.close_all()


def recount(zone: Zone, *, again: bool = False) -> Recount | None:
    """Recount a zone's figures once a night; None where this night it was done, or nothing is recorded yet."""
    book = Book.now(zone)
    if not book.moment:
        return None
    night = (timezone.localtime() - NIGHT).date()
    if again:
        Recount.objects.filter(zone=zone, night=night).delete()
    before = Recount.objects.filter(zone=zone, night__lt=night).first()
    claimed, is_mine = Recount.objects.get_or_create(zone=zone, night=night)
    return _recounted(claimed, before, book) if is_mine else None


def _recounted(recount: Recount, before: Recount | None, book: Book) -> Recount:
    leaves = leaves_of(timezone.localdate())
    counted = dict(LIVE.measured([one for one in leaves if one[0].kind != "latest"], book)[""])
    counted |= LIVE.latest([one for one in leaves if one[0].kind == "latest"], book)
    moved = _moved(counted, before, book)
    mirrored = _mirrored(leaves, book)
    wrong = _differing("moved", moved, counted)
    recount.is_moving_wrong = bool(wrong)
    recount.differing = wrong + _differing("mirrored", mirrored, counted)
    recount.moment, recount.recorded_at, recount.at = book.moment, book.recorded_at, timezone.now()
    recount.counted, recount.moved, recount.mirrored = len(counted), len(moved), len(mirrored)
    recount.cells = {_name(leaf): value for leaf, value in counted.items() if planner.is_linear(leaf[0])}
    with transaction.atomic():
        recount.save()
        Recount.objects.filter(zone=recount.zone, night__lt=recount.night).update(cells={})
    if recount.differing:
        _alarm(recount)
    return recount


def leaves_of(today: date) -> list[Leaf]:
    """Everything the catalogue counts, of the year that runs and the one before it."""
    years = [periods.year(today.year), periods.year(today.year - 1)]
    return planner.leaves([(figure, year) for figure in catalogue.every() for year in years])


def _moved(counted: Cells, before: Recount | None, book: Book) -> dict[Leaf, int | None]:
    """Last night's integers with what came and went since; empty where there was no last night in this ledger."""
    if before is None or not before.cells or Book(book.zone, before.moment).recorded_at != before.recorded_at:
        return {}
    earlier = Book(book.zone, before.moment)
    known = {leaf: before.cells[_name(leaf)] for leaf in counted if _name(leaf) in before.cells}
    still = [leaf for leaf in known if not freshness.is_merged(leaf[0], earlier, book)]
    by_how_much = LIVE.moved(still, earlier, book)[""]
    return {leaf: known[leaf] + (by_how_much.get(leaf) or 0) for leaf in still}


def _mirrored(leaves: list[Leaf], book: Book) -> dict[Leaf, int | None]:
    """The same leaves as the mirror answers them; empty where there is none."""
    engine = columnar()
    if engine is None:
        return {}
    try:
        found = dict(engine.measured([one for one in leaves if one[0].kind != "latest"], book)[""])
        return found | engine.latest([one for one in leaves if one[0].kind == "latest"], book)
    except Unserved as problem:
        logger.error("The recount could not read the mirror: %s", problem)
        return {}


def _differing(how: str, found: Cells, counted: Cells) -> list[str]:
    """What was found otherwise, in words for the log."""
    return [
        f"{how}: {_name(leaf)}: {value} instead of {counted[leaf]}"
        for leaf, value in found.items()
        if value != counted[leaf]
    ]


def _name(leaf: Leaf) -> str:
    measure, days = leaf
    return f"{planner.said(measure)} {days.start}..{days.end}"


def _alarm(recount: Recount) -> None:
    """Stop using what was wrong, and say so."""
    for line in recount.differing:
        logger.error("The recount differs. %s", line)
    freshness.forget()
    if any(line.startswith("mirrored") for line in recount.differing):
        from dajuan.figures.mirror import opened

        if mirror := opened():
            mirror.condemn("a recount of the figures differs")


def last_of(zone: Zone) -> Recount | None:
    """The last recount that was finished."""
    return Recount.objects.filter(zone=zone, moment__gt=0).first()
