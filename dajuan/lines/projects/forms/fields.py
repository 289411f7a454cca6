"""Inputs the forms of this room share: a month, money in ten thousand yuan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.quantities import ScaledField

FEN_A_WAN = 1_000_000  # fen in ten thousand yuan, the unit in which projects are spoken of


class MonthInput(forms.DateInput):
    """A month chosen from the browser's own calendar."""

    input_type = "month"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m", **kwargs)


class MonthField(forms.DateField):
    """A month, kept as its first day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], widget=MonthInput(), **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The first day of the month."""
        day = super().to_python(value)
        return day.replace(day=1) if day else None


class WanField(ScaledField):
    """Money typed in ten thousand yuan (万元), kept in fen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(scale=FEN_A_WAN, **kwargs)


class Document(forms.CharField):
    """The number of a document, where there is one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Number of the document"))
        super().__init__(required=False, max_length=120, **kwargs)
