"""The guard of the canonical text: which columns a type had in each version when it was first sealed.

A migration that adds a column without saying so in `Entry.added` would change the text of every sealed row; this is
noticed here, with a sentence, before anything is sealed or compared.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from dajuan.core.records.canonical import form_of, version_of
from dajuan.core.records.models import Entry
from dajuan.core.seal.models import SealedForm


class FormChanged(Exception):
    """The program writes a sealed version of a canonical text with other columns than it was sealed with."""


def keep_forms(types: Iterable[type[Entry]]) -> None:
    """Remember the columns of each type and version; refuses where sealed rows had others."""
    kept = {(form.type, form.version): form for form in SealedForm.objects.all()}
    new = []
    for entry in types:
        label = entry._meta.label_lower
        for version in range(1, version_of(entry) + 1):
            columns = list(form_of(entry, version).columns)
            form = kept.get((label, version))
            if form is None:
                new.append(SealedForm(type=label, version=version, columns=columns))
            elif form.columns != columns:
                _change(entry, form, columns)
    SealedForm.objects.bulk_create(new, ignore_conflicts=True)


def _change(entry: type[Entry], form: SealedForm, columns: list[str]) -> None:
    """Take other columns where no row was written with the old ones yet."""
    if entry._base_manager.filter(canonical=form.version).exists():
        differing = sorted(set(form.columns) ^ set(columns))
        raise FormChanged(
            _("The columns of %(type)s changed (%(columns)s): an added column is declared in `added`, none is removed.")
            % {"type": form.type, "columns": ", ".join(differing)}
        )
    form.columns = columns
    form.save()
