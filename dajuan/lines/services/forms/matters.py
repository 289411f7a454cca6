"""Forms of the catalogue: a matter, its versions, coming into force, where it is accepted, who else handles it."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.models import Refused
from dajuan.core.rooms.forms import SubjectForm, subject_form
from dajuan.lines.services.models import (
    AcceptanceSwitched,
    Channel,
    HowOpened,
    Matter,
    MatterIssued,
    MatterOpened,
    MatterStep,
    MatterVersion,
    MatterWithdrawn,
    Mode,
    PaperKind,
    Partner,
)
from dajuan.lines.services.models.papers import PaperShelf
from dajuan.lines.services.models.steps import steps_from

MatterForm = subject_form(
    Matter,
    *("code", "name", "name_en", "kind", "audience", "department", "group", "life_event", "office"),
    form=SubjectForm,
)


def document() -> forms.CharField:
    """The number of the document behind a step; optional."""
    return forms.CharField(label=_("Number of the document"), max_length=120, required=False)


class IssueForm(RecordForm):
    version = forms.ModelChoiceField(
        MatterVersion.objects.none(), label=pgettext_lazy("matter", "Version"), empty_label=_("please choose")
    )
    document = document()

    records = MatterIssued
    verb = "issue"
    day_label = _("Day of the decision")

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        waiting = MatterVersion.objects.filter(matter=subject).unissued() if subject else MatterVersion.objects.all()
        version = cast("forms.ModelChoiceField[Any]", self.fields["version"])
        version.queryset = waiting
        version.initial = waiting.first() if subject else None


class SwitchForm(RecordForm):
    mode = forms.ChoiceField(label=_("Where cases are accepted"), choices=Mode.choices)

    records = AcceptanceSwitched
    verb = "switch"
    title = _("Change where it is accepted")
    day_label = _("From this day")


class OpenForm(RecordForm):
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=pgettext_lazy("handled anywhere", "Partner"), empty_label=_("please choose")
    )
    how = forms.ChoiceField(label=_("How it is handled"), choices=HowOpened.choices)

    records = MatterOpened
    verb = "open_to"
    title = _("Open it to a partner")
    day_label = _("Day it went live there")

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        rows = Partner.objects.select_related("partnership").order_by("partnership", "pk")
        partner = cast("forms.ModelChoiceField[Any]", self.fields["partner"])
        partner.queryset = rows.filter(partnership__zone=subject.zone_id) if subject else rows
        partner.label_from_instance = lambda obj: f"{obj.partnership} · {obj}"  # type: ignore[method-assign]  # as Django documents it


class EndForm(RecordForm):
    because = forms.CharField(label=_("Reason"), max_length=200)

    records = MatterWithdrawn
    verb = "end"
    title = _("Take it out of the catalogue")
    day_label = _("Last day in force")


class VersionForm(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes no argument at run time
    """A version being drawn up: what is promised, the papers and the steps, one a line."""

    channels = forms.MultipleChoiceField(
        label=_("Channels"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple, initial=[Channel.WINDOW]
    )
    main_papers = forms.CharField(
        label=_("Main papers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, by name or code. A paper known by name is the same paper wherever it is asked for."),
    )
    minor_papers = forms.CharField(
        label=_("Minor papers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: those that may be supplied after acceptance, if the matter allows it."),
    )
    steps = forms.CharField(
        label=pgettext_lazy("matter", "Steps"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, with the post in brackets: examination (licensing section)."),
    )

    class Meta:
        model = MatterVersion
        fields: ClassVar[list[str]] = [
            *("valid_from", "valid_to", "legal_limit", "promised_limit", "unit", "channels", "on_the_spot"),
            *("allows_missing", "trips", "result", "basis", "guide_zh", "guide_en"),
        ]
        widgets: ClassVar[dict[str, Any]] = {
            **{name: DayInput() for name in ("valid_from", "valid_to")},
            **{name: forms.Textarea(attrs={"rows": 4}) for name in ("basis", "guide_zh", "guide_en")},
        }

    field_order = (
        *("valid_from", "valid_to", "legal_limit", "promised_limit", "unit", "channels", "on_the_spot"),
        *("main_papers", "minor_papers", "allows_missing", "steps", "trips", "result", "basis", "guide_zh", "guide_en"),
    )

    def __init__(self, *args: Any, like: MatterVersion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = self.instance if self.instance.pk else like
        if before:
            self.initial.update(_as_written(before), channels=before.channels.split(","))

    def clean_channels(self) -> str:
        """The channels as they are kept."""
        return ",".join(self.cleaned_data["channels"])

    def clean(self) -> dict[str, Any]:
        """A paper once; what may be missing needs a main paper; the promised limit within the legal one."""
        found: dict[str, Any] = super().clean() or {}
        main, minor = _lines(found.get("main_papers")), _lines(found.get("minor_papers"))
        twice = [name for name in (*main, *minor) if (*main, *minor).count(name) > 1]
        if twice:
            self.add_error("main_papers", _("“%(paper)s” is asked for twice.") % {"paper": twice[0]})
        if found.get("allows_missing") and not main:
            self.add_error("main_papers", _("Say which papers are the main ones before anything may be missing."))
        if found.get("valid_to") and found.get("valid_from") and found["valid_to"] < found["valid_from"]:
            self.add_error("valid_to", _("It ends before it holds."))
        legal, promised = found.get("legal_limit"), found.get("promised_limit")
        if legal is not None and promised is not None and promised > legal:
            self.add_error("promised_limit", _("The promised limit is longer than the legal one."))
        return found

    def keep(self) -> MatterVersion:
        """Write the version with its papers and steps, all or nothing."""
        with transaction.atomic():
            version: MatterVersion = self.save()
            version.materials.all().delete()
            shelf = PaperShelf(version.matter.zone, _saved)
            try:
                version.ask(*map(shelf.called, _lines(self.cleaned_data["main_papers"])))
                version.ask(*map(shelf.called, _lines(self.cleaned_data["minor_papers"])), is_main=False)
            except Refused as refusal:  # two names of one paper: its name and its code
                raise ValidationError(str(refusal)) from refusal
            _put_steps(version, _lines(self.cleaned_data["steps"]))
        return version


def _saved(paper: PaperKind) -> PaperKind:
    paper.save()
    return paper


def _put_steps(version: MatterVersion, lines: list[str]) -> None:
    """The steps as written; nothing is touched where they are written as before."""
    if lines == [step.as_written for step in version.steps.all()]:
        return
    version.steps.all().delete()
    MatterStep.objects.bulk_create(steps_from(version, lines))


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _as_written(version: MatterVersion) -> dict[str, Any]:
    """A version as its form shows it; of the one before, a new one begins with the same."""
    papers = [(row.is_main, row.paper.name) for row in version.materials.select_related("paper")]
    said = {name: getattr(version, name) for name in ("legal_limit", "promised_limit", "unit", "on_the_spot")}
    return {
        **said,
        **{name: getattr(version, name) for name in ("allows_missing", "trips", "result", "basis")},
        **{name: getattr(version, name) for name in ("guide_zh", "guide_en")},
        "main_papers": "\n".join(name for is_main, name in papers if is_main),
        "minor_papers": "\n".join(name for is_main, name in papers if not is_main),
        "steps": "\n".join(step.as_written for step in version.steps.all()),
    }
