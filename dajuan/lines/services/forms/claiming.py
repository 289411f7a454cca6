"""What an enterprise fills in to claim a policy's money or a title on the portal."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.applicants.forms import TelephoneField
from dajuan.lines.services.forms.policies import Yuan
from dajuan.lines.services.forms.portal import CompanyField
from dajuan.lines.services.models import PolicyItem
from dajuan.lines.services.models.conditions import Title
from dajuan.lines.services.models.enterprises import Level

NEEDED = {
    "company": _("Choose the enterprise."),
    "contact": _("Give a telephone for questions."),
    "agreed": _("Please confirm this before you send it."),
    "consent": _("Without it the conditions cannot be checked."),
}  # of every claim before it is handed in, and what is said where it is not there


class ClaimForm(forms.Form):
    """What every claim asks, beside its files. Nothing is required of what is only kept."""

    company = CompanyField()
    contact = TelephoneField(required=False)
    said = forms.CharField(
        label=_("Why it is due to your enterprise, and what we should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed = forms.BooleanField(
        label=_("What I hand in is true; whoever claims falsely pays it back and is named."), required=False
    )
    consent = forms.BooleanField(
        label=_(
            "The zone may look up what the register, titles and taxes say of the enterprise, for this claim alone."
        ),
        required=False,
    )

    def __init__(self, *args: Any, companies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company = cast("Any", self.fields["company"])
        company.queryset, company.label = companies, _("Enterprise that claims")
        company.empty_label = pgettext_lazy("enterprise", "please choose")

    def refuse_unfinished(self) -> None:
        """Say what must be there before it is handed in."""
        for name, text in NEEDED.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, text)

    def typed(self) -> dict[str, str]:
        """What is kept of it, by name, as it was typed."""
        names = [name for name in self.fields if name not in ("agreed", "consent")]
        return {name: str(self.data.get(name, "")).replace("\x00", "")[:2000] for name in names}

    def asked(self) -> dict[str, Any]:
        """What is claimed, as its hand-in asks for it."""
        raise NotImplementedError


class MoneyForm(ClaimForm):
    """A claim for the money of one policy."""

    asked_fen = Yuan(label=_("Amount asked for (yuan)"), required=False)
    field_order = ("company", "asked_fen", "contact", "said", "agreed", "consent")

    def __init__(self, *args: Any, policy: PolicyItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if policy.most_fen is not None:
            self.fields["asked_fen"].help_text = _("At most %(most)s yuan.") % {"most": f"{policy.most_fen / 100:,.2f}"}

    def refuse_unfinished(self) -> None:
        super().refuse_unfinished()
        if not self.cleaned_data.get("asked_fen") and "asked_fen" not in self.errors:
            self.add_error("asked_fen", _("Give the amount asked for."))

    def asked(self) -> dict[str, Any]:
        return {"asked_fen": self.cleaned_data["asked_fen"]}


class TitleForm(ClaimForm):
    """A claim for one title."""

    title = forms.ChoiceField(
        label=pgettext_lazy("of an enterprise", "Title"),
        choices=[("", pgettext_lazy("enterprise", "please choose")), *Title.choices],
        required=False,
    )
    level = forms.ChoiceField(
        label=_("Level that decides"),
        choices=[("", pgettext_lazy("enterprise", "please choose")), *Level.choices],
        required=False,
    )
    field_order = ("company", "title", "level", "contact", "said", "agreed", "consent")

    def refuse_unfinished(self) -> None:
        super().refuse_unfinished()
        for name, text in (("title", _("Choose the title.")), ("level", _("Choose the level."))):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, text)

    def asked(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        return {"asked_fen": None, "title": chosen["title"], "level": chosen["level"]}


def uploads(files: Any) -> list[UploadedFile[Any]]:
    """The files sent with a claim."""
    return [one for one in files.getlist("files") if one]
