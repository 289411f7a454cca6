"""Forms of places. The input of a shape is GeoJSON text, its datum, and consent to repair: no map is needed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.geometry import Shape, read_shape
from dajuan.core.places.models import Counting, Responsibility
from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.models import Refused
from dajuan.core.staff.models import Office
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
        text = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "placeholder": '{"type": "LineString", …}'})
        datum = forms.Select(choices=DATUMS)
        repair = forms.CheckboxInput()
        super().__init__([text, datum, repair], attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each part in the look of its kind; what the site says of the whole field is said of the text."""
        context = super().get_context(name, value, attrs)
        _text, datum, repair = context["widget"]["subwidgets"]
        datum["attrs"]["class"], repair["attrs"]["class"] = "form-select", "form-check-input"
        return context

    def id_for_label(self, id_: str, index: str | int | None = None) -> str:
        """The field's label names the text; datum and consent have their own."""
        return f"{id_}_{index or 0}" if id_ else id_

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
        kwargs.setdefault("help_text", _("As GeoJSON, longitude before latitude."))
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


class AreaForm(forms.Form):
    """A part of the zone."""

    name = forms.CharField(label=_("Area name"), max_length=80)
    division = forms.CharField(label=_("Division code"), max_length=12, required=False)
    shape = GeometryField(required=False)


class CountingForm(RecordForm):
    """The area counts for the zone from a day."""

    records = Counting
    verb = "count"
    reviewed = False  # a basic register: its document is its proof

    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    document = forms.CharField(label=_("Document it rests on"), max_length=200, required=False)


class ResponsibilityForm(RecordForm):
    """An office answers for a matter here from a day."""

    records = Responsibility
    verb = "give"
    reviewed = False  # a basic register

    matter = forms.CharField(label=_("Matter"), max_length=60)
    to = forms.ModelChoiceField(Office.objects.none(), label=_("Office"))
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        if subject is not None:
            offices: Any = self.fields["to"]
            offices.queryset = Office.objects.filter(zone=subject.zone_id)


class DivisionForm(forms.Form):
    """Was this code in force on that day?"""

    code = forms.RegexField(r"^\d{6}(\d{3}){0,2}$", label=_("Division code"), help_text=_("6, 9 or 12 digits"))
    day = forms.DateField(label=_("As of"), widget=DayInput())
