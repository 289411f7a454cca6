"""The calendar on the demo's stage: each notice becomes known on the day it was issued, after the two years as well."""

from __future__ import annotations

from datetime import date
from typing import Any

from dajuan.core.calendar.notices import Notice, rows_of
from dajuan.core.calendar.seed import known_notices
from dajuan.core.demo.stage import Stage

FIRST = date(2019, 1, 1)


def put_on(stage: Stage) -> None:
    """Every notice the calendar package knows."""
    for notice in known_notices():
        stage.record("general", max(notice.issued_on, FIRST), _known(notice), late=0)


def _known(notice: Notice) -> Any:
    return lambda act: act.enter_many(rows_of(notice.days, notice))
