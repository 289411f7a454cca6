"""Forms that record an entry on a subject.

A room declares one form an entry type; its fields are the keywords of the subject's method named by `verb`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, act
from dajuan.core.records.models import Entry, Refused
from dajuan.core.staff.models import Office, User

FORMS: dict[str, type[RecordForm]] = {}


class DayInput(forms.DateInput):
    """A day chosen from the browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class RecordForm(forms.Form):
    """What a person fills in to record one entry: at most five inputs and a photo (office.md 13)."""

    records: ClassVar[type[Entry]]
    verb: ClassVar[str]
    reviewed: ClassVar[bool] = True  # an entry only when a chief has passed it (office.md 1)
    personal_evidence: ClassVar[bool] = False
    title: ClassVar[Any] = ""
    day_label: ClassVar[Any] = ""  # what the day that counts is called, such as "day of opening"

    happened_on = forms.DateField(label=_("Day it happened"), widget=DayInput())

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "records"):
            FORMS[cls.name()] = cls

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        self.subject = subject
        self.warnings: list[str] = []
        super().__init__(*args, **kwargs)
        if self.day_label and "happened_on" in self.fields:  # a form may do without the day, or give it itself
            self.fields["happened_on"].label = self.day_label
        self.order_fields(["happened_on"])

    @classmethod
    def name(cls) -> str:
        """The form's name in drafts, such as `city.openingform`."""
        return f"{cls.records._meta.app_label}.{cls.__name__.lower()}"

    @classmethod
    def heading(cls) -> str:
        """What the page is called: the entry's name unless the form has a better one."""
        return str(cls.title or cls.records._meta.verbose_name)

    def enter(self, act: Act, subject: Any) -> Entry:
        """Record what was filled in, by the subject's own method."""
        entry: Entry = getattr(subject, self.verb)(act, **self.cleaned_data)
        return entry

    def rehearse(self, subject: Any, *, by: User, office: Office) -> bool:
        """Try the act and take it back, so that a refusal shows before anybody reviews. True if it would pass.

        `warnings` then holds what the subject would say of itself with this entry recorded: allowed, and worth a look.
        """
        try:
            with transaction.atomic():
                with act(by=by, office=office) as trial:
                    self.enter(trial, subject)
                self.warnings = [str(warning) for warning in getattr(subject, "warnings", list)()]
                transaction.set_rollback(True)
        except Refused as refusal:
            self.refuse(refusal)
            return False
        return True

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at the input it belongs to, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


NOT_CONTENT = {"csrfmiddlewaretoken", "action", "draft", "remove"}


def content_of(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, as it stands in a draft; fields of several parts (geometry) keep their parts."""
    # PostgreSQL's JSON holds no NUL; the form itself refuses it at its input.
    return {
        name: [str(value).replace("\x00", "") for value in data.getlist(name)]
        for name in data
        if name not in NOT_CONTENT
    }


def data_of(content: dict[str, list[str]]) -> QueryDict:
    """A draft's content as if it were sent again."""
    data = QueryDict(mutable=True)
    for name, values in content.items():
        data.setlist(name, values)
    return data
