"""Forms of a guide: a question with its answers, and what each answer spares."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.models import today
from dajuan.lines.services.models import Choice, MatterVersion, Package, Question
from dajuan.lines.services.models.guiding import MOST

MOST_ANSWERS = 8
LONGEST_ANSWER = 120


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes no argument at run time
    """A question is added with its answers; what each spares is said afterwards."""

    answers = forms.CharField(
        label=_("Answers"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; the English after | where there is one: 自有 | owned."),
    )

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = ["text", "text_en"]

    def clean_answers(self) -> list[tuple[str, str]]:
        """Two answers or more, in Chinese and in English."""
        lines = [line for line in self.cleaned_data["answers"].splitlines() if line.strip()]
        pairs = [(zh.strip(), en.strip()) for zh, _bar, en in (line.partition("|") for line in lines)]
        if not 2 <= len(pairs) <= MOST_ANSWERS:
            raise ValidationError(_("A question has two to %(most)s answers.") % {"most": MOST_ANSWERS})
        if len({zh for zh, _en in pairs}) < len(pairs) or not all(zh for zh, _en in pairs):
            raise ValidationError(_("An answer is empty or stands there twice."))
        if any(len(said) > LONGEST_ANSWER for pair in pairs for said in pair):
            raise ValidationError(_("An answer has at most %(most)s characters.") % {"most": LONGEST_ANSWER})
        return pairs

    def clean(self) -> dict[str, Any]:
        """No more questions than an address carries answers."""
        found: dict[str, Any] = super().clean() or {}
        about = self.instance.version or self.instance.package
        if about.questions.count() >= MOST:
            raise ValidationError(_("A guide has at most %(most)s questions.") % {"most": MOST})
        return found

    def keep(self) -> Question:
        """Put it behind the others, with its answers."""
        about = self.instance.version or self.instance.package
        last = about.questions.last()
        with transaction.atomic():
            self.instance.position = last.position + 1 if last else 1
            made: Question = self.save()
            Choice.objects.bulk_create(
                Choice(question=made, position=place, text=zh, text_en=en)
                for place, (zh, en) in enumerate(self.cleaned_data["answers"], 1)
            )
        return made


class ChoiceForm(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes no argument at run time
    """An answer: its words, and the papers and matters that are not needed where it holds."""

    spares_papers = forms.MultipleChoiceField(
        label=pgettext_lazy("answer of a guide", "Papers not needed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    spares_matters = forms.MultipleChoiceField(
        label=pgettext_lazy("answer of a guide", "Matters not needed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Choice
        fields: ClassVar[list[str]] = ["text", "text_en"]

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        kwargs["prefix"] = f"c{kwargs['instance'].pk}"
        super().__init__(*args, **kwargs)
        for name, rows in (("spares_papers", offered.papers), ("spares_matters", offered.matters)):
            field = cast("forms.MultipleChoiceField", self.fields[name])
            held = list(getattr(self.instance, name).all())
            field.choices = [(str(row.pk), row.told) for row in dict.fromkeys([*rows, *held])]
            field.initial = [str(row.pk) for row in held]
            if not field.choices:
                del self.fields[name]

    def keep(self) -> None:
        """Write the answer and what it spares."""
        with transaction.atomic():
            choice = self.save()
            for name in ("spares_papers", "spares_matters"):
                getattr(choice, name).set([int(key) for key in self.cleaned_data.get(name, ())])


class Offered:
    """What an answer may spare: the papers of a version, or the papers and matters of a package as of today."""

    def __init__(self, about: MatterVersion | Package) -> None:
        if isinstance(about, Package):
            self.papers = [one.paper for one in about.papers(today())]
            self.matters = [part.matter for part in about.parts]
        else:
            self.papers = [row.paper for row in about.materials.select_related("paper")]
            self.matters = []
