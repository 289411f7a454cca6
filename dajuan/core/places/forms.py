"""The input of a shape: GeoJSON text, its datum, and consent to repair. Works without a map and without JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.geometry import Shape, read_shape
from dajuan.core.records.models import Refused
from dajuan.values.coordinates import Datum

DATUMS = [
    ("", _("not said")),
    (Datum.WGS84.value, _("CGCS2000 / WGS 84 (surveys, GPS)")),
    (Datum.GCJ02.value, _("GCJ-02 (Chinese web maps)")),
]


class GeometryWidget(forms.MultiWidget):
    """Text, datum and consent, each with its own label."""

    template_name = "places/geometry_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        text = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "aria-label": _("Shape as GeoJSON")})
        datum = forms.Select(choices=DATUMS, attrs={"aria-label": _("Datum of the coordinates")})
        repair = forms.CheckboxInput(attrs={"aria-label": _("Repair an outline that crosses itself")})
        super().__init__([text, datum, repair], attrs)

    def decompress(self, value: Shape | str | None) -> list[Any]:
        """What is stored is WGS 84 already."""
        if not value:
            return ["", "", False]
        return [value.geojson if isinstance(value, Shape) else value, Datum.WGS84.value, False]


class GeometryField(forms.MultiValueField):
    """A checked `Shape`, or None where nothing was given. `within` is the zone's outline, for the notice only."""

    widget = GeometryWidget

    def __init__(self, *, within: Any = None, **kwargs: Any) -> None:
        self.within = within
        fields = (
            forms.CharField(required=False),
            forms.ChoiceField(choices=DATUMS, required=False),
            forms.BooleanField(required=False),
        )
        kwargs.setdefault("label", _("Shape"))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> Shape | None:
        """Read the shape; a refusal shows at this input."""
        text, datum, repair = data_list or ["", "", False]
        if not text:
            return None
        try:
            return read_shape(text, datum=Datum(datum) if datum else None, repair=bool(repair), within=self.within)
        except Refused as refusal:
            raise ValidationError(str(refusal), code=refusal.field) from refusal
