"""Forms of an import: the file, and how its columns are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.forms import DATUMS
from dajuan.core.spreadsheets.inspection import column_letters
from dajuan.core.spreadsheets.plan import Place, Plan
from dajuan.core.spreadsheets.register import Column, Register
from dajuan.core.spreadsheets.units import group_of

ORDERS = [
    ("", _("as the dates themselves tell")),
    ("dmy", _("day first: 31/12/2020")),
    ("mdy", _("month first: 12/31/2020")),
]
MONTH_DAYS = [
    ("last", _("take its last day")),
    ("first", _("take its first day")),
    ("refuse", _("reject the row")),
]
ACCEPTED = ".xlsx,.xls,.xlsm,.csv,.tsv,.txt,.geojson,.json,.gz"
TEXT_SHEET_NAME = _("the file itself")


class UploadForm(forms.Form):
    """The file to import."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ACCEPTED}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Excel (.xlsx, .xls), CSV, TSV or GeoJSON, also packed (.gz); at most %(size)s MB and %(rows)s rows. "
            "It is kept as evidence."
        ) % {"size": settings.UPLOAD_MB, "rows": settings.IMPORT_ROWS}


class HeadingForm(forms.Form):
    """Where the headings of a ledger stand."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    first_heading = forms.IntegerField(label=_("First row of headings"), min_value=1, max_value=60)
    last_heading = forms.IntegerField(label=_("Last row of headings"), min_value=0, max_value=60)

    def __init__(self, *args: Any, sheets: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name or TEXT_SHEET_NAME) for name in sheets]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """The last heading does not stand above the first."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first_heading"), found.get("last_heading")
        if first and last is not None and 0 < last < first:
            self.add_error("last_heading", _("This row stands above the first row of headings."))
        return found


class PlanForm(HeadingForm):
    """How a ledger is read: one line a column of the register."""

    skip_totals = forms.BooleanField(label=_("Pass over rows of totals"), required=False)
    date_order = forms.ChoiceField(label=_("Dates with day and month as numbers"), choices=ORDERS, required=False)
    month_day = forms.ChoiceField(label=_("Where only a month stands"), choices=MONTH_DAYS, required=False)
    remember = forms.CharField(
        label=_("Remember this ledger as"),
        max_length=200,
        required=False,
        help_text=_("Leave empty to use it only once."),
    )

    def __init__(self, *args: Any, register: Register, headings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register, self.headings = register, headings
        there = [(str(n), f"{column_letters(n)} · {heading}") for n, heading in enumerate(headings) if heading]
        for column in register.columns:
            self._add(column, there)
        if any(column.kind == "geometry" for column in register.columns):
            asked = {"required": _("Say which datum the coordinates have: CGCS2000 (WGS 84) or GCJ-02.")}
            self.fields["datum"] = forms.ChoiceField(
                label=_("Datum of the coordinates"), choices=DATUMS, required=self.shaped, error_messages=asked
            )
            self.fields["repair"] = forms.BooleanField(label=_("Repair outlines that cross themselves"), required=False)

    def _add(self, column: Column, there: list[tuple[str, str]]) -> None:
        label = str(column.title)
        self.fields[f"at_{column.name}"] = forms.ChoiceField(
            label=label, choices=[("", _("not in this ledger")), *there], required=column.required
        )
        if column.unit:
            units = [("", column.unit), *((name, name) for name in group_of(column.unit) if name != column.unit)]
            self.fields[f"unit_{column.name}"] = forms.ChoiceField(
                label=_("Unit of %(column)s") % {"column": label}, choices=units, required=False
            )
        self.fields[f"down_{column.name}"] = forms.BooleanField(
            label=_("Empty means as above: %(column)s") % {"column": label}, required=False
        )

    @property
    def shaped(self) -> bool:
        """Whether a column of shapes is chosen, so that their datum matters."""
        columns = (column for column in self.register.columns if column.kind == "geometry")
        return any(self[f"at_{column.name}"].value() not in (None, "") for column in columns)

    def lines(self) -> list[dict[str, Any]]:
        """The fields of each column of the register, together."""
        return [
            {
                "column": column,
                "at": self[f"at_{column.name}"],
                "unit": self[f"unit_{column.name}"] if column.unit else None,
                "down": self[f"down_{column.name}"],
            }
            for column in self.register.columns
        ]

    def clean(self) -> dict[str, Any]:
        """A column of the ledger serves one field."""
        found = super().clean()
        taken: dict[str, str] = {}
        for column in self.register.columns:
            at = found.get(f"at_{column.name}")
            if at and at in taken:
                self.add_error(
                    f"at_{column.name}", _("This column is already used for %(name)s.") % {"name": taken[at]}
                )
            elif at:
                taken[at] = str(column.title)
        return found

    def plan(self, before: Plan) -> Plan:
        """What was chosen."""
        chosen = self.cleaned_data
        places = {
            column.name: Place(
                int(chosen[f"at_{column.name}"]),
                chosen.get(f"unit_{column.name}", ""),
                chosen[f"down_{column.name}"],
            )
            for column in self.register.columns
            if chosen[f"at_{column.name}"]
        }
        return Plan(
            sheet=chosen["sheet"],
            first_heading=chosen["first_heading"],
            last_heading=chosen["last_heading"],
            places=places,
            skip_totals=chosen["skip_totals"],
            date_order=chosen["date_order"] or "",
            month_day=chosen["month_day"] or "last",
            headings=self.headings,
            names=before.names,
            datum=chosen.get("datum", ""),
            repair=chosen.get("repair", False),
            learnt=True,
        )


class NamesForm(forms.Form):
    """What each unknown name of a ledger means."""

    def __init__(self, *args: Any, lines: list[tuple[str, str, str, list[str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = lines
        for number, (_name, title, text, offered) in enumerate(lines):
            choices = [("", _("leave it rejected")), *((one, one) for one in offered)]
            self.fields[f"name_{number}"] = forms.ChoiceField(label=f"{title}: {text}", choices=choices, required=False)

    def chosen(self) -> dict[str, dict[str, str]]:
        """For each field what its unknown names mean."""
        found: dict[str, dict[str, str]] = {}
        for number, (name, _title, text, _offered) in enumerate(self._lines):
            if meaning := self.cleaned_data[f"name_{number}"]:
                found.setdefault(name, {})[text] = meaning
        return found


def shown(plan: Plan) -> dict[str, Any]:
    """A plan as the form shows it."""
    initial: dict[str, Any] = {
        "sheet": plan.sheet,
        "first_heading": plan.first_heading,
        "last_heading": plan.last_heading,
        "skip_totals": plan.skip_totals,
        "date_order": plan.date_order,
        "month_day": plan.month_day,
        "datum": plan.datum,
        "repair": plan.repair,
    }
    for name, place in plan.places.items():
        initial[f"at_{name}"] = str(place.column)
        initial[f"unit_{name}"] = place.unit
        initial[f"down_{name}"] = place.fill_down
    return initial
