"""Forms of what happens to a case. The procedure itself has its second look, so none of them waits for another's
review but the extension, which the head approves (article 42)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act
from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.models import Entry, Evidence, Refused
from dajuan.core.rooms.forms import SubjectForm
from dajuan.core.staff.models import Post, User
from dajuan.core.staff.rights import holds
from dajuan.lines.services.models import (
    Acceptance,
    Archived,
    Assistance,
    Case,
    CasePaper,
    Decision,
    Delivery,
    DenialCause,
    Extension,
    HandOver,
    LicenceIssued,
    LicenceRevoked,
    MissingCommitment,
    MissingLapsed,
    MissingSupplied,
    Opinion,
    PaperKind,
    PaperState,
    Refusal,
    RefusalCause,
    Resumption,
    RevocationCause,
    SpecialProcedure,
    StepDone,
    StopReason,
    SupplementNotice,
    Supplied,
    Way,
)
from dajuan.lines.services.models.missing import Consequence

HEADS = frozenset({Post.Role.HEAD})


class InstantInput(forms.DateTimeInput):
    """An instant chosen from the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class Texts(forms.CharField):
    """What is written for the applicant or the file; kept encrypted beside the case."""

    def __init__(self, label: Any, *, required: bool = False) -> None:
        super().__init__(label=label, required=required, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Somebody who serves in the office of the case or under it."""

    def __init__(self, label: Any, *, required: bool = True) -> None:
        super().__init__(User.objects.none(), label=label, required=required, empty_label=_("please choose"))

    def offer(self, case: Any) -> None:
        offices = {"posts__office__path__startswith": case.office.path, "is_active": True}
        self.queryset = User.objects.filter(zone=case.zone_id, **offices).distinct().order_by("name")


class CaseForm(RecordForm):
    """What happens to a case now, or at an instant that is given."""

    at = forms.DateTimeField(
        label=pgettext_lazy("case", "At"), required=False, widget=InstantInput(), help_text=_("Empty: now.")
    )

    happened_on = None  # type: ignore[assignment]  # the instant says the day
    reviewed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "at"])
        if self.subject is not None:
            self.offer(self.subject)

    def offer(self, case: Any) -> None:
        """Fill the choices from the case."""

    def facts(self, act: Act) -> dict[str, Any]:
        """What the case's method is told."""
        facts = {name: value for name, value in self.cleaned_data.items() if name in self.base_fields}
        return facts | {"at": facts["at"] or act.clock()}

    def enter(self, act: Act, subject: Any) -> Entry:
        entry: Entry = getattr(subject, self.verb)(act, **self.facts(act))
        return entry


class PapersForm(CaseForm):
    """Papers reach the office: a file for each, or shown at the window where there is none."""

    def offer(self, case: Any) -> None:
        codes = self.asked(case)
        self.kinds = list(PaperKind.objects.filter(zone=case.zone_id, code__in=codes)) if codes else []
        for kind in self.kinds:
            self.fields[f"paper_{kind.pk}"] = forms.FileField(
                label=kind.told, required=False, help_text=_("Without a file: handed in on paper.")
            )
        self.stored: list[tuple[PaperKind, Evidence | None]] = [(kind, None) for kind in self.kinds]

    def asked(self, case: Any) -> list[str]:
        """Codes of the papers that are due."""
        raise NotImplementedError

    def uploads(self) -> list[tuple[PaperKind, UploadedFile[Any]]]:
        """The files sent, each with its kind of paper."""
        return [(kind, file) for kind in self.kinds if (file := self.cleaned_data.get(f"paper_{kind.pk}"))]

    def enter(self, act: Act, subject: Any) -> Entry:
        facts = self.facts(act)
        files = [evidence for _kind, evidence in self.stored if evidence]
        entry: Entry = getattr(subject, self.verb)(act, papers=files, **facts)
        replaced = CasePaper.objects.filter(case=subject, paper__in=self.kinds)
        replaced.filter(state__in=(PaperState.MISSING, PaperState.FLAWED)).delete()
        CasePaper.objects.bulk_create(
            CasePaper(case=subject, paper=kind, evidence=evidence, handed_at=facts["at"])
            for kind, evidence in self.stored
        )
        return entry


class AcceptForm(CaseForm):
    examiner = Colleague(_("Examiner"), required=False)

    records = Acceptance
    verb = "accept"
    title = pgettext_lazy("case", "Accept")

    def offer(self, case: Any) -> None:
        _field(self, "examiner").offer(case)


class SupplementForm(CaseForm):
    lacking = forms.MultipleChoiceField(label=_("What is lacking"), required=False, widget=forms.CheckboxSelectMultiple)
    due_on = forms.DateField(
        label=_("To be supplied by"), required=False, widget=DayInput(), help_text=_("Empty: in ten working days.")
    )
    text = Texts(_("What the applicant is told"))

    records = SupplementNotice
    verb = "notify_supplement"
    title = _("Tell once what is lacking")

    def offer(self, case: Any) -> None:
        _field(self, "lacking").choices = papers_of(case)
        _field(self, "lacking").initial = not_handed_in(case)


class SupplyForm(PapersForm):
    records = Supplied
    verb = "supply"
    title = _("Supplement has come")

    def asked(self, case: Any) -> list[str]:
        notice = case.known(SupplementNotice)
        return list(notice.lacking) if notice else []


class MissingForm(CaseForm):
    missing = forms.MultipleChoiceField(label=_("Minor papers missing"), widget=forms.CheckboxSelectMultiple)
    due_on = forms.DateField(label=_("To be handed in by"), widget=DayInput())
    examiner = Colleague(_("Examiner"), required=False)

    records = MissingCommitment
    verb = "accept_with_missing"
    title = _("Accept with papers missing")

    def offer(self, case: Any) -> None:
        _field(self, "missing").choices = papers_of(case, minor=True)
        _field(self, "missing").initial = not_handed_in(case)
        _field(self, "examiner").offer(case)


class RefuseForm(CaseForm):
    cause = forms.ChoiceField(label=_("Why it is not accepted"), choices=RefusalCause.choices)
    text = Texts(_("What the applicant is told"))

    records = Refusal
    verb = "refuse"
    title = _("Do not accept")


class StepForm(CaseForm):
    opinion = forms.ChoiceField(label=_("Opinion"), choices=Opinion.choices, initial=Opinion.AGREES)
    text = Texts(_("Grounds of the opinion"))
    step = forms.CharField(label=_("Step"), max_length=40, required=False, help_text=_("Empty: the next one."))

    records = StepDone
    verb = "step"
    title = _("Step of the examination")


class DecideForm(CaseForm):
    granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=(("yes", pgettext_lazy("case", "granted")), ("no", pgettext_lazy("case", "denied"))),
        coerce=lambda value: value == "yes",
        empty_value=None,
        initial="yes",
    )
    cause = forms.ChoiceField(
        label=_("Why denied"), choices=[("", _("not denied")), *DenialCause.choices], required=False
    )
    text = Texts(_("Grounds of the decision"))

    records = Decision
    verb = "decide"
    title = pgettext_lazy("case", "Decide")


class StopForm(CaseForm):
    why = forms.ChoiceField(label=_("Special procedure"), choices=StopReason.choices)
    notice = forms.CharField(label=_("Number of the written notice"), max_length=60)
    expected_days = forms.IntegerField(
        label=_("Days it is expected to take"), min_value=1, max_value=400, required=False
    )

    records = SpecialProcedure
    verb = "stop"
    title = _("Begin a special procedure")


class ResumeForm(CaseForm):
    records = Resumption
    verb = "resume"
    title = _("End the special procedure")


class ExtendForm(CaseForm):
    days = forms.IntegerField(label=_("Working days more"), min_value=1, max_value=15)
    joint = forms.BooleanField(label=_("Handled by several offices jointly"), required=False)
    text = Texts(_("Reasons told to the applicant"), required=True)

    records = Extension
    verb = "extend"
    title = _("Give more time")
    reviewed = True  # the head approves it

    def enter(self, act: Act, subject: Any) -> Entry:
        """Record it, approved by the head of the office and by nobody below."""
        if act.origin == "review" and not holds(act.by, HEADS):
            raise Refused(_("More time is approved by the head of the office."))
        return super().enter(act, subject)


class HandOverForm(CaseForm):
    examiner = Colleague(_("To whom"))

    records = HandOver
    verb = "hand_over"
    title = pgettext_lazy("case", "Hand over")

    def offer(self, case: Any) -> None:
        _field(self, "examiner").offer(case)


class AssistForm(CaseForm):
    assistant = Colleague(_("Assistant"))

    records = Assistance
    verb = "assist"
    title = _("Name a personal assistant")

    def offer(self, case: Any) -> None:
        _field(self, "assistant").offer(case)


class SupplyMissingForm(PapersForm):
    force_majeure = forms.BooleanField(label=_("Prolonged for force majeure"), required=False)

    records = MissingSupplied
    verb = "supply_missing"
    title = _("Missing papers have come")

    def asked(self, case: Any) -> list[str]:
        commitment = case.commitment
        return list(commitment.missing) if commitment else []


class LapseForm(CaseForm):
    consequence = forms.ChoiceField(label=_("Consequence"), choices=Consequence.choices)

    records = MissingLapsed
    verb = "lapse"
    title = _("Commitment not kept")


class DeliverForm(CaseForm):
    way = forms.ChoiceField(label=_("How it is handed over"), choices=Way.choices)

    records = Delivery
    verb = "deliver"
    title = _("Hand the result over")


class ArchiveForm(CaseForm):
    place = forms.CharField(label=_("Number in the archive"), max_length=60, required=False)

    records = Archived
    verb = "archive"
    title = pgettext_lazy("case", "Archive")


class LicenceForm(CaseForm):
    """The licence of a granted case. The holder is the applicant, as registered."""

    licence_number = forms.CharField(label=_("Number of the licence"), max_length=60)
    title = forms.CharField(label=pgettext_lazy("licence", "Title"), max_length=120)
    valid_from = forms.DateField(label=pgettext_lazy("licence", "Valid from"), widget=DayInput())
    valid_to = forms.DateField(
        label=pgettext_lazy("licence", "Valid to"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: without an end."),
    )

    records = LicenceIssued
    verb = "issue_licence"

    @classmethod
    def heading(cls) -> str:
        return str(_("Issue the licence"))

    def offer(self, case: Any) -> None:
        self.fields["title"].initial = (case.version.result if case.version else "") or str(case.matter or "")

    def facts(self, act: Act) -> dict[str, Any]:
        return super().facts(act) | {"holder": self.subject.holder_name()}


class RevokeForm(CaseForm):
    cause = forms.ChoiceField(label=_("Why it ended"), choices=RevocationCause.choices)

    records = LicenceRevoked
    verb = "revoke_licence"
    title = _("End the licence")


class ParticularsForm(SubjectForm):
    """What a case's own fields say; of one that lives elsewhere nothing is changed here."""

    class Meta:
        model = Case
        fields = ("office", "window")

    def clean(self) -> dict[str, Any]:
        if self.instance.is_mirrored:
            words = {"system": self.instance.system}
            raise forms.ValidationError(_("This case lives in “%(system)s”: it is changed there."), params=words)
        return super().clean() or self.cleaned_data


CASE_FORMS: tuple[type[RecordForm], ...] = (
    AcceptForm,
    SupplementForm,
    SupplyForm,
    MissingForm,
    RefuseForm,
    StepForm,
    DecideForm,
    StopForm,
    ResumeForm,
    ExtendForm,
    HandOverForm,
    AssistForm,
    SupplyMissingForm,
    LapseForm,
    DeliverForm,
    ArchiveForm,
    LicenceForm,
    RevokeForm,
)


def papers_of(case: Any, *, minor: bool = False) -> list[tuple[str, str]]:
    """Code and name of each paper its matter asks for, minor ones alone if asked."""
    rows = case.version.materials.select_related("paper") if case.version else ()
    return [(one.paper.code, one.paper.told) for one in rows if not (minor and one.is_main)]


def not_handed_in(case: Any) -> list[str]:
    """Codes of the papers its applicant said would come later, or that the pre-check found lacking or flawed."""
    return [one.paper.code for one in case.papers.select_related("paper") if one.state != PaperState.HANDED]


def _field(form: forms.Form, name: str) -> Any:
    return form.fields[name]
