"""Template tags of the ledger."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dajuan.core.records.forms import FORMS
from dajuan.core.records.hands import hands_of
from dajuan.core.records.models import Attachment, Draft, Entry, entries_of

register = template.Library()


@register.inclusion_tag("records/_timeline.html")
def timeline(subject: Any) -> dict[str, Any]:
    """Everything recorded about a subject, latest first, withdrawn entries too, each with its evidence."""
    entries = entries_of(subject)
    files: dict[int, list[Any]] = {}
    for attachment in Attachment.objects.filter(entry__in=[e.number for e in entries]).select_related("evidence"):
        files.setdefault(attachment.entry_id, []).append(attachment.evidence)
    hands = hands_of(entries)
    return {"steps": [(entry, files.get(entry.number, []), hands.get(entry.number)) for entry in entries]}


@register.filter
def entry_name(entry: Entry) -> str:
    """What kind of entry this is, in the trade's words."""
    return capfirst(str(entry._meta.verbose_name))


@register.filter
def gist(draft: Draft) -> str:
    """The day and the first amount typed into a draft, to tell it from others; empty if neither is there."""
    form = FORMS.get(draft.form)
    typed = {name: values[0] for name, values in draft.content.items() if values}
    fields = form.base_fields if form else {}
    amounts = (f"{fields[name].label} {typed[name]}" for name in fields if _is_amount(fields[name]) and typed.get(name))
    return " · ".join(part for part in (typed.get("happened_on", ""), next(amounts, "")) if part)


def _is_amount(field: forms.Field) -> bool:
    return isinstance(field, forms.IntegerField)  # decimals are one too


@register.filter
def filled_in(form: forms.Form) -> list[tuple[str, str]]:
    """Label and value of each input as a reviewer reads it, in the form's order; a dash where nothing was filled in."""
    return [(str(field.label), _as_read(field)) for field in form if not field.is_hidden]


def _as_read(field: BoundField) -> str:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if value and value != "False" else _("no")
    if value in (None, "", []):
        return "–"
    chosen = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    names = _choices(field)
    return _(", ").join(names.get(one, one) for one in chosen)


def _choices(field: BoundField) -> dict[str, str]:
    """What a reader sees for each value that can be chosen; empty where nothing is chosen from a list."""
    if isinstance(field.field, forms.ModelChoiceField):
        chosen: Any = field.form.cleaned_data.get(field.name) if hasattr(field.form, "cleaned_data") else None
        many = chosen if hasattr(chosen, "__iter__") else [chosen] if chosen else []
        return {str(one.pk): str(one) for one in many}
    names: dict[str, str] = {}
    for value, name in getattr(field.field, "choices", ()):
        names |= {str(v): str(n) for v, n in name} if isinstance(name, list | tuple) else {str(value): str(name)}
    return names
