"""The outbox of the embedded form: a thread of the server's process that looks every so often.

Where several processes serve, each has one; claims and slots let only one of them do a thing. A production of its own
runs `./run tick --every 60` beside the server instead.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, connections
from django.utils import timezone

from dajuan.core.outbox.reminding import sweep_if_due
from dajuan.core.outbox.sending import send_waiting
from dajuan.values.ticking import every

log = logging.getLogger(__name__)
Step = Callable[[datetime], object]
STEPS: list[Step] = [sweep_if_due, send_waiting]


def also(step: Step) -> None:
    """Let another part of the house do something at each tick; called once, at start."""
    if step not in STEPS:
        STEPS.append(step)


def start(seconds: int) -> threading.Thread | None:
    """Begin to look every so many seconds; nothing for 0."""
    return every(seconds, look, "outbox")


def look() -> None:
    """One tick; a step that fails is logged, and holds up no other."""
    try:
        for step in STEPS:
            take(step, timezone.now())
    finally:
        connections.close_all()


def take(step: Step, now: datetime) -> None:
    """One step; a database that is away or busy is tried again at the next tick."""
    try:
        step(now)
    except DatabaseError as error:
        log.warning("The outbox will try again: %s", error)
    except Exception:
        log.exception("A step of the outbox failed")
