"""Forms of observation rounds: the round, its criteria, a judge's sheet, the places."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act
from dajuan.core.records.forms import RecordForm
from dajuan.core.records.models import Entry, Refused
from dajuan.core.records.quantities import PercentField
from dajuan.core.rooms.forms import SubjectForm, subject_form
from dajuan.lines.projects.forms.fields import Document
from dajuan.lines.projects.models import Observation, Place, Project, Score, ScoringSheet

CRITERION = re.compile(r"(.+?)[\s:：,，]+(\d{1,3})\s*%?")
MOST_CRITERIA = 12
USUAL = "投资完成 30\n进度与计划 25\n产业质量 25\n现场管理 20"


class Visited(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # it takes no argument at run time
    """Several projects; a number no row can have is one of none."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as problem:  # SQLite takes no longer number
            raise ValidationError(_("One of these projects is not here.")) from problem


class RoundForm(SubjectForm):
    """A round and the projects that are visited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Project.objects.filter(zone=self.instance.zone_id).defer("geojson").order_by("name")
        asked = self.fields["projects"]
        self.fields["projects"] = Visited(rows, label=asked.label, required=asked.required, help_text=asked.help_text)
        self.fields["projects"].widget.attrs["size"] = 10

    def save(self, commit: bool = True) -> Any:
        """With the projects, which stand in a table of their own."""
        kept = super().save(commit)
        if commit:
            kept.projects.set(self.cleaned_data["projects"])
        return kept

    def _own(self) -> list[str]:
        return [name for name in super()._own() if name != "projects"]


ObservationForm = subject_form(Observation, "name", "level", "held_on", "projects", "office", form=RoundForm)


class CriteriaForm(RecordForm):
    criteria = forms.CharField(
        label=_("Criteria with their weights"),
        max_length=1000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("One a line, its weight at the end; the weights make 100."),
    )
    drops = forms.BooleanField(label=_("Leave out the highest and the lowest sheet"), required=False)
    document = Document()

    records = ScoringSheet
    verb = "set_criteria"
    day_label = _("Day they were set")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].initial = USUAL

    def clean_criteria(self) -> list[dict[str, Any]]:
        """Name and weight of each line. A line without a weight is named."""
        found: list[dict[str, Any]] = []
        for number, line in enumerate(self.cleaned_data["criteria"].splitlines(), 1):
            if not line.strip():
                continue
            said = CRITERION.fullmatch(line.strip())
            if said is None:
                raise ValidationError(_("Line %(line)s has no weight at its end.") % {"line": number})
            found.append({"name": said[1].strip(), "weight": int(said[2])})
        if len(found) > MOST_CRITERIA:
            raise ValidationError(_("%(most)s criteria at most.") % {"most": MOST_CRITERIA})
        return found


class ScoreForm(RecordForm):
    """A judge's sheet for one project: a number of points for each criterion of the round."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), empty_label=_("please choose"))
    judge = forms.CharField(
        label=_("Judge"), max_length=24, help_text=_("A number or a unit, never a name: 3号评委, 市发改委.")
    )

    records = Score
    verb = "score"
    day_label = _("Day of the sheet")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheet = self.subject.sheet if self.subject else None
        for place, criterion in enumerate(sheet.criteria if sheet else ()):
            label = _("%(name)s (weight %(weight)s)") % criterion
            self.fields[f"points_{place}"] = PercentField(label=label, help_text=_("0 to 100 points."))
        if self.subject:
            project = cast("forms.ModelChoiceField[Any]", self.fields["project"])
            project.queryset = self.subject.projects.defer("geojson")

    def enter(self, act: Act, subject: Any) -> Entry:
        """Record the sheet; its points are one list."""
        said = dict(self.cleaned_data)
        points = [said.pop(name) for name in list(said) if name.startswith("points_")]
        entry: Entry = subject.score(act, points=points, **said)
        return entry

    def refuse(self, refusal: Refused) -> None:
        """A refusal about the points belongs to the first of them."""
        super().refuse(Refused(refusal.message, field="points_0") if refusal.field == "points" else refusal)


class PlacesForm(RecordForm):
    """The round is over; nothing is typed but the day."""

    records = Place
    verb = "place"
    title = _("Record the places")
    day_label = _("Day of the result")
