"""Following the ledger: the mirror is built when the ledger is worth it, brought up when its tail is long, and checked.

The embedded form does so in a thread of the server's process; where several processes serve, whoever comes second finds
the work done or another builder at it. A production runs `./run mirror follow` beside the server instead.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, connections
from django.utils import timezone

from dajuan.figures.mirror import building, checking, reading, remote, tail
from dajuan.figures.mirror.folder import Busy
from dajuan.figures.mirror.manifest import Manifest, Unsound
from dajuan.values.ticking import every

log = logging.getLogger(__name__)
WORTH = 100_000  # entries: below, the ledger's own database answers as soon
LONG_TAIL = 100_000  # entries and withdrawals merged at each reading, which still costs nothing much (figures.md 1.5)
NIGHT = 2  # from this hour of the zone on
REST = timedelta(minutes=10)  # before what failed is tried again
_failed: dict[str, tuple[datetime, str]] = {}


def start(seconds: int) -> threading.Thread | None:
    """Begin to look every so many seconds; nothing for 0."""
    return every(seconds, look, "mirror")


def look(report: building.Report | None = None) -> Manifest | None:
    """Do what is due now; gives the new manifest where one was made. What fails is logged, and tried again later."""
    now = timezone.now()
    if (last := _failed.get("build")) and timedelta() <= now - last[0] < REST:
        return None
    try:
        made = _due(now, report)
        _failed.clear()
        return made
    except Busy:
        return None
    except (building.NotBuilt, Unsound, OSError) as problem:
        _failed["build"] = (now, str(problem))
        log.error("The mirror could not be built, and the last one stands: %s", problem)
    except DatabaseError as error:
        log.warning("The mirror will be looked at again: %s", error)
    finally:
        connections.close_all()
    return None


def failure() -> tuple[datetime, str] | None:
    """When this process last failed to build, and why; None where it did not."""
    return _failed.get("build")


def _due(now: datetime, report: building.Report | None) -> Manifest | None:
    fetched = remote.fetch() if remote.is_used() else None
    upto, last_number = building.ledger_end()
    try:
        mirror = reading.sound()
        mirror.refuse_what_is_missing()
    except Unsound:
        return building.build(report) if last_number >= WORTH else None
    if upto == mirror.watermark:
        return fetched
    if tail.length(mirror.watermark) >= LONG_TAIL:
        return building.bring_up(report)
    if is_of_another_day(mirror.manifest.built_at, now):
        made = building.bring_up(report)
        for problem in checking.check().problems:
            log.error("The mirror disagrees with the ledger and is not read any more: %s", problem)
        return made
    return fetched


def is_of_another_day(built_at: datetime, now: datetime) -> bool:
    """Whether a night has passed since. A clock that was put back counts as one."""
    night = timedelta(hours=NIGHT)
    return (timezone.localtime(built_at) - night).date() != (timezone.localtime(now) - night).date()
