"""Forms of the yearly lists: a list, its versions, a project's place on it and its removal."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.rooms.forms import subject_form
from dajuan.lines.projects.forms.fields import Document, WanField
from dajuan.lines.projects.models import Category, KeyList, Listing, ListIssue, Removal

KeyListForm = subject_form(KeyList, "year", "level", "office")


class IssueForm(RecordForm):
    version = forms.CharField(label=_("Version of the plan"), max_length=60, help_text=_("Such as 年初 or 五月调整."))
    projects = forms.IntegerField(label=_("Number of projects"), min_value=0)
    plan_fen = WanField(label=_("Plan of the year (10,000 yuan)"))
    document = Document()

    records = ListIssue
    verb = "issue"
    day_label = _("Day of the document")


class OnAList(RecordForm):
    """A form that names a list of the project's zone, latest year first."""

    key_list = forms.ModelChoiceField(
        KeyList.objects.none(), label=pgettext_lazy("key projects", "List"), empty_label=_("please choose")
    )

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        lists = KeyList.objects.filter(zone=subject.zone_id) if subject else KeyList.objects.all()
        cast("forms.ModelChoiceField[Any]", self.fields["key_list"]).queryset = lists.order_by("-year", "level")


class ListingForm(OnAList):
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    plan_fen = WanField(label=_("Plan of the year (10,000 yuan)"))
    start_by = forms.DateField(label=_("Start planned by"), required=False, widget=DayInput())

    records = Listing
    verb = "enlist"
    day_label = _("Day of the document")


class RemovalForm(OnAList):
    because = forms.CharField(label=_("Reason"), max_length=200)

    records = Removal
    verb = "remove"
    day_label = _("Day of the removal")
