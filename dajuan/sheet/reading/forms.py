"""Forms of reading: hand in texts, correct a match, take in a past report, teach a phrase."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.forms import DayInput
from dajuan.figures import catalogue
from dajuan.sheet.answer_sheet import line_title
from dajuan.sheet.reading.called import CLAIMS
from dajuan.sheet.reading.models import ASSERTING, Match, SetPhrase

ACCEPTED = ".docx,.pdf,.txt,.html,.htm,.md"
MOST_FILES = 50


class FilesInput(forms.FileInput):
    """One or many files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """The files that were sent, in their order; empty if none."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(_("Send at most %(limit)s files at once.") % {"limit": MOST_FILES})
        return [super(FilesField, self).clean(one, initial) for one in sent]


class TextForm(forms.Form):
    """Texts to be checked: pasted, or files."""

    pasted = forms.CharField(
        label=_("Paste a text"), widget=forms.Textarea(attrs={"rows": 8}), required=False, strip=False
    )
    documents = FilesField(
        label=_("or send files"),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPTED}),
        help_text=_(".docx, .pdf, .html or .txt; several at once. The files themselves are not kept, only their text."),
    )
    year = forms.IntegerField(
        label=_("Year it reports on"),
        required=False,
        min_value=1990,
        max_value=2100,
        help_text=_("Left empty, it is taken from the text."),
    )

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        if not self.errors and not filled.get("documents") and not (filled.get("pasted") or "").strip():
            self.add_error("pasted", _("Paste a text or choose a file."))
        return filled


def figure_choices(first: list[str]) -> list[Any]:
    """The figures to choose from by line of work, those that were offered before them."""
    offered = [figure for key in first if (figure := catalogue.figure(key))]
    by_line: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for figure in catalogue.statements():
        by_line[line_title(figure.line)].append((figure.key, f"{figure.name} ({figure.unit})"))
    groups = [(_("What fits"), [(one.key, f"{one.name} ({one.unit})") for one in offered])] if offered else []
    return [("", "–"), *groups, *by_line.items()]


class MatchForm(forms.Form):
    """What a claim really speaks of. `seen` is the version of the correction that was looked at."""

    meaning = forms.ChoiceField(label=pgettext_lazy("reading", "It speaks of"), choices=Match.Meaning.choices)
    figure = forms.ChoiceField(label=_("Which figure"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["figure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = figure_choices(offered)

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        if filled.get("meaning") == Match.Meaning.FIGURE and not filled.get("figure"):
            self.add_error("figure", _("Say which figure."))
        return filled


class ReportForm(forms.Form):
    """A past report on its way into the library."""

    title = forms.CharField(label=pgettext_lazy("text", "Title"), max_length=200)
    issuer = forms.CharField(label=_("Issued by"), max_length=80)
    year = forms.IntegerField(label=_("Year it reports on"), min_value=1990, max_value=2100)
    scope = forms.CharField(
        label=_("Area it speaks of"), max_length=80, help_text=_("The whole zone, a part of it, the city …")
    )
    happened_on = forms.DateField(label=_("Day of publication"), widget=DayInput())
    pasted = forms.CharField(
        label=_("Paste its text"), widget=forms.Textarea(attrs={"rows": 8}), required=False, strip=False
    )
    file = forms.FileField(
        label=_("or send the file"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPTED})
    )

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        if not self.errors and not filled.get("file") and not (filled.get("pasted") or "").strip():
            self.add_error("pasted", _("Paste a text or choose a file."))
        return filled


class PhraseForm(forms.Form):
    """A set phrase of the office."""

    role = forms.ChoiceField(label=pgettext_lazy("lexicon", "What it is"), choices=SetPhrase.Role.choices)
    words = forms.CharField(label=_("Words"), max_length=60)
    figure = forms.ChoiceField(label=_("Name of which figure"), required=False)
    unit = forms.CharField(label=_("Base unit of the measure"), max_length=20, required=False)
    scale = forms.IntegerField(
        label=_("Holds so many of it"),
        required=False,
        min_value=1,
        max_value=10**12,
        help_text=_("10000 for 万元 in 元"),
    )
    claim = forms.ChoiceField(
        label=_("Asserts"), required=False, choices=[("", "–"), *((one.value, CLAIMS[one]) for one in ASSERTING)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["figure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = figure_choices([])

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        role = filled.get("role")
        if role == SetPhrase.Role.ALIAS and not filled.get("figure"):
            self.add_error("figure", _("Say which figure."))
        if role == SetPhrase.Role.ASSERTION and not filled.get("claim"):
            self.add_error("claim", _("Say what it asserts."))
        return filled

    @property
    def facts(self) -> dict[str, Any]:
        """What belongs to the role; the other inputs are passed over."""
        said = self.cleaned_data
        kept: dict[str, Any] = {"role": said["role"], "words": said["words"].strip()}
        if said["role"] == SetPhrase.Role.ALIAS:
            kept["figure"] = said["figure"]
        elif said["role"] == SetPhrase.Role.MEASURE:
            kept |= {"unit": said["unit"].strip(), "scale": said["scale"] or 1}
        elif said["role"] == SetPhrase.Role.ASSERTION:
            kept["claim"] = said["claim"]
        return kept
