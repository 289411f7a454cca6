"""Quantities as people type and read them, kept as integers of a small unit: 812.50 m is 81250 cm.

A form takes `length_cm = LengthField(label=...)`; an entry that has such columns inherits `Measured` so that its facts
read "812.5 m".
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.values.numbers import grouped

UNITS: dict[str, tuple[int, Any]] = {
    "_cm": (100, _("m")),
    "_dm2": (100, _("m²")),
    "_fen": (100, _("yuan")),
    "_x10": (10, ""),
}


def read(name: str, value: int) -> str:
    """A stored integer in its printed unit, by the ending of its column's name: ("length_cm", 81250) is "812.5 m"."""
    for ending, (scale, unit) in UNITS.items():
        if name.endswith(ending):
            return f"{grouped(Decimal(value) / scale)} {unit}".strip()
    return grouped(Decimal(value))


class ScaledField(forms.DecimalField):
    """A number typed in the printed unit and kept as an integer of a unit `scale` times smaller. None stays None."""

    def __init__(self, *, scale: int, **kwargs: Any) -> None:
        self.scale = scale
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_digits", 15)
        super().__init__(decimal_places=len(str(scale)) - 1, **kwargs)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else int(number * self.scale)

    def prepare_value(self, value: Any) -> Any:
        """A stored integer as it is typed; what was typed stays as it is."""
        return format(Decimal(value) / self.scale, "f") if isinstance(value, int) else value


class LengthField(ScaledField):
    """Metres, kept in centimetres."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(scale=100, **kwargs)


class AreaField(ScaledField):
    """Square metres, kept in square decimetres."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(scale=100, **kwargs)


class PercentField(ScaledField):
    """Per cent from 0 to 100, kept times ten."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(scale=10, max_value=100, **kwargs)
