"""Forms of a project: its own fields, its total, its plan of nodes, nodes done, ceremony and confirmed start."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.dossiers.models import Dossier
from dajuan.core.records.act import Act
from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.models import Entry
from dajuan.core.rooms.forms import PlacedForm, subject_form
from dajuan.core.staff.models import Post, User
from dajuan.lines.projects.forms.fields import Document, WanField
from dajuan.lines.projects.models import Ceremony, Node, NodeKind, PlannedNode, Project, Start, TotalInvestment
from dajuan.values import credit_codes

SERVES = (Post.Role.SPECIALIST, Post.Role.CLERK, Post.Role.CHIEF)


class TakenUpForm(PlacedForm):
    """A project's own fields; investor and dossier are found by their numbers, for there may be very many."""

    company_code = forms.CharField(
        label=_("Credit code of the investor"),
        required=False,
        max_length=20,
        help_text=_("As entered under companies."),
    )
    dossier_number = forms.CharField(label=_("Number of the dossier"), required=False, max_length=40)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        serving = User.objects.filter(zone=user.zone_id, is_active=True, posts__role__in=SERVES).distinct()
        cast("forms.ModelChoiceField[Any]", self.fields["specialist"]).queryset = serving.order_by("name", "pk")
        self.zone = user.zone
        if self.instance.company:
            self.fields["company_code"].initial = self.instance.company.code
        if self.instance.dossier:
            self.fields["dossier_number"].initial = self.instance.dossier.number

    def clean_company_code(self) -> str:
        """The company of the code, kept on the instance."""
        code = credit_codes.normalised(self.cleaned_data["company_code"])
        self.instance.company = Company.objects.filter(zone=self.zone, code=code).first() if code else None
        if code and self.instance.company is None:
            raise ValidationError(_("No company of this code is entered."))
        return code

    def clean_dossier_number(self) -> str:
        """The dossier of the number, kept on the instance; one dossier is one project."""
        number = "".join(self.cleaned_data["dossier_number"].split()).upper()
        found = Dossier.objects.filter(zone=self.zone, number=number).first() if number else None
        if number and found is None:
            raise ValidationError(_("There is no dossier of this number."))
        if found and Project.objects.filter(dossier=found).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This dossier has been taken up already."))
        self.instance.dossier = found
        return number


ProjectForm = subject_form(
    Project,
    "name",
    "code",
    "type",
    "industry",
    "office",
    "specialist",
    "leader",
    "area",
    "landmark",
    form=TakenUpForm,
)


class TotalForm(RecordForm):
    total_fen = WanField(label=_("Total investment (10,000 yuan)"), min_value=1)
    because = forms.CharField(
        label=_("Reason of the change"),
        required=False,
        max_length=200,
        help_text=_("A total that rises needs a reason."),
    )
    document = Document()

    records = TotalInvestment
    verb = "value"
    day_label = _("Holds from")


class NodePlanForm(RecordForm):
    """A version of the plan of nodes: a day for each node that is planned."""

    document = Document()

    records = PlannedNode
    verb = "plan"
    title = _("Plan of nodes")
    day_label = _("Day the plan was decided")

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        planned = subject.plan_on() if subject else {}
        self.kinds = [kind for kind in NodeKind.values if subject is None or subject.goes_to(kind)]
        for kind in self.kinds:
            self.fields[kind] = forms.DateField(
                label=NodeKind(kind).label, required=False, widget=DayInput(), initial=planned.get(kind)
            )

    def enter(self, act: Act, subject: Any) -> Entry:
        """The planned nodes of the new version; the first of them stands for all."""
        days: dict[str, date] = {kind: day for kind in self.kinds if (day := self.cleaned_data[kind])}
        facts = {"happened_on": self.cleaned_data["happened_on"], "document": self.cleaned_data["document"]}
        planned: list[Entry] = subject.plan(act, days=days, **facts)
        return planned[0]


class NodeForm(RecordForm):
    kind = forms.ChoiceField(label=pgettext_lazy("project", "Node"))
    document = Document()

    records = Node
    verb = "reach"
    day_label = _("Day it was done")

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        choices = [(kind, NodeKind(kind).label) for kind in NodeKind.values if kind != NodeKind.STARTED]
        if subject:
            done = subject.days_done()
            choices = [(kind, words) for kind, words in choices if kind not in done and subject.goes_to(kind)]
        field = cast("forms.ChoiceField", self.fields["kind"])
        field.choices = choices


class CeremonyForm(RecordForm):
    occasion = forms.CharField(label=_("Occasion"), required=False, max_length=120)

    records = Ceremony
    verb = "hold_ceremony"
    day_label = _("Day of the ceremony")


class StartForm(RecordForm):
    began_on = forms.DateField(label=_("Works began on"), widget=DayInput())
    document = Document(label=_("Number of the start report"))

    records = Start
    verb = "confirm_start"
    day_label = _("Day the start report was confirmed")
