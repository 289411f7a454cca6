"""The kinds of rule sets that lines declare, so that an office can put an edition into force on a page.

A line names the kind once, in its faces; its code keeps the usual values for where no edition is recorded:

    offer_rules(RuleKind("city-lights", _("Lights of works"), "city", (RuleField("yellow_x10", _("…"), 100),)))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class RuleField:
    """One value of an edition: where it stands in the content ("abroad.least"), its name, its usual value.

    A number is typed in a unit `scale` times larger than it is kept in. With `choices` it is one of them, or `many`.
    """

    path: str
    label: Any
    usual: Any
    help_text: Any = ""
    scale: int = 1
    choices: tuple[tuple[str, Any], ...] = ()
    many: bool = False

    def read(self, content: Mapping[str, Any]) -> Any:
        """Its value in an edition; the usual one where the edition leaves it out."""
        held: Any = content
        for name in self.path.split("."):
            if not isinstance(held, Mapping) or name not in held:
                return self.usual
            held = held[name]
        return held

    def put(self, content: dict[str, Any], value: Any) -> None:
        """Write its value into the content of an edition."""
        *above, last = self.path.split(".")
        for name in above:
            content = content.setdefault(name, {})
        content[last] = value


@dataclass(frozen=True)
class RuleKind:
    """One kind of rules of a line: whoever reviews in the line puts an edition into force."""

    kind: str
    title: Any
    line: str
    fields: tuple[RuleField, ...]
    note: Any = ""

    def content(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The content of an edition from what a form says, field by field."""
        content: dict[str, Any] = {}
        for number, field in enumerate(self.fields):
            field.put(content, said[name_of(number)])
        return content


def name_of(number: int) -> str:
    """The name under which a form asks for a field."""
    return f"rule_{number}"


_offered: dict[str, RuleKind] = {}


def offer_rules(kind: RuleKind) -> None:
    """Register a kind; called once, at start."""
    _offered[kind.kind] = kind


def all_kinds() -> list[RuleKind]:
    """Every kind, in the order of the lines."""
    return list(_offered.values())


def kind_called(kind: str) -> RuleKind | None:
    return _offered.get(kind)


def title_of(kind: str) -> Any:
    """A kind's name for people; the kind itself where no line declares it."""
    known = _offered.get(kind)
    return known.title if known else TITLES.get(kind, kind)


TITLES = {"assessment": _("Assessment form of those above")}


def shown_value(field: RuleField, content: Mapping[str, Any]) -> str:
    """A value of an edition as people read it."""
    value, names = field.read(content), dict(field.choices)
    if field.many:
        return "、".join(str(names.get(one, one)) for one in value) or "–"
    if field.choices:
        return str(names.get(value, value))
    return f"{Decimal(int(value)) / field.scale:f}"
