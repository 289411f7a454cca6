"""Forms of a project's problems."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.staff.models import Office
from dajuan.lines.projects.models import Problem, ProblemKind


class ProblemForm(RecordForm):
    """A problem and its owner. It is given to the owner at once: the dispatch meeting has decided."""

    kind = forms.ChoiceField(label=_("What holds it up"), choices=[("", _("please choose")), *ProblemKind.choices])
    title = forms.CharField(
        label=_("The problem in a few words"), max_length=60, help_text=_("Without names of persons.")
    )
    owner = forms.ModelChoiceField(Office.objects.none(), label=_("Who must solve it"), empty_label=_("please choose"))
    due_on = forms.DateField(label=_("To be solved by"), required=False, widget=DayInput())

    records = Problem
    verb = "raise_problem"
    reviewed = False  # a problem is no result: it is heard at once
    title_of_form = _("Raise a problem")
    day_label = _("Day it was raised")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject:
            owner = cast("forms.ModelChoiceField[Any]", self.fields["owner"])
            owner.queryset = Office.objects.filter(zone=self.subject.zone_id).order_by("path")

    @classmethod
    def heading(cls) -> str:
        """The form has a field named `title`, so that its own name stands here."""
        return str(cls.title_of_form)
