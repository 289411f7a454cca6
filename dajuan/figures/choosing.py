"""Which engine answers: the one that reads columns where there is a mirror and it is worth it, else the ledger's own.

Both give the same integers. A mirror that turns out to be damaged is not read again by anybody: the question goes to
the ledger, which is slower and never wrong, and the page of the mirror tells the administrator.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from dajuan.core.records.models import Entry
from dajuan.figures.engines import Engine, Unserved
from dajuan.figures.engines.live import Live

logger = logging.getLogger(__name__)
T = TypeVar("T")
LIVE = Live()


def asked_of(engine: Engine, question: Callable[[Engine], T]) -> T:
    """What an engine answers; the ledger's own database where it cannot."""
    try:
        return question(engine)
    except Unserved as problem:
        logger.error("A figure was counted from the ledger itself, for the mirror could not be read: %s", problem)
        return question(LIVE)


def engine_for(entries: Iterable[type[Entry]]) -> Engine:
    """The engine that answers soonest about rows of these types."""
    columns = columnar()
    return columns if columns is not None and columns.serves(entries) else LIVE


def columnar() -> Engine | None:
    """The engine over the mirror that stands; None where there is none, or it cannot be trusted."""
    from dajuan.figures.engines import columnar as engines  # DuckDB stays out of a process that never needs it

    return engines.engine()


def forget_shared() -> None:
    """Let the engine over the mirror let go of what it found for several plans."""
    from dajuan.figures.engines import columnar as engines

    engines.forget()
