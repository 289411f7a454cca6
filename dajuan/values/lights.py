"""The three lights of a plan: green on time, yellow soon due or behind, red late.

Cities set their own thresholds (domain.md 2.3); those used here are rows of the caller, given as arguments.
"""

from datetime import date, timedelta
from enum import StrEnum


class Light(StrEnum):
    """How a thing stands against its plan, mildest first."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def by_deadline(due_on: date, today: date, *, warning_days: int) -> Light:
    """Red once the day has passed, yellow in the days before it."""
    if today > due_on:
        return Light.RED
    return Light.YELLOW if today >= due_on - timedelta(days=warning_days) else Light.GREEN


def by_time_plan(start: date, due_on: date, done_x10: int, today: date, *, yellow_x10: int, red_x10: int) -> Light:
    """Behind the time plan (序时进度) by per-mille points: from `yellow_x10` yellow, over `red_x10` red.

    The plan is even: the share of the days gone by between start and due date is the share that should be done.
    """
    days = max((due_on - start).days, 1)
    gone = min(max((today - start).days, 0), days)
    behind = gone * 1000 // days - done_x10
    if behind > red_x10:
        return Light.RED
    return Light.YELLOW if behind >= yellow_x10 else Light.GREEN


def for_owner(today: Light, tomorrow: Light) -> Light:
    """What the owner sees: yellow a day before everybody else does (office.md 15); red never early."""
    return Light.YELLOW if today is Light.GREEN and tomorrow is not Light.GREEN else today


def worst(*lights: Light) -> Light:
    """The most urgent of several lights; green of none."""
    order = list(Light)
    return max(lights, key=order.index, default=Light.GREEN)
