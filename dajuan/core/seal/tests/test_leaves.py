"""What is hashed: the canonical text as rows give it is the one entries give, for every type there is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, models

from dajuan.core.records.canonical import canonical, form_of, version_of
from dajuan.core.records.models import Entry, entry_types
from dajuan.core.seal.forms_kept import FormChanged, keep_forms
from dajuan.core.seal.leaves import Key, Kind, leaves_after
from dajuan.core.seal.models import SealedForm
from dajuan.core.seal.tests.conftest import ledger, set_up
from tests.cast import Cast
from tests.practice.models import SettingUp

pytestmark = pytest.mark.django_db
EVERYTHING = Key(0, 0, 0)


def sample(field: models.Field[Any, Any]) -> Any:
    """A value of a column, with what could go wrong in a text."""
    if isinstance(field, models.ForeignKey):
        return sample(field.target_field)
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.DateTimeField):
        return datetime(2020, 9, 1, 4, 5, 6, 789, tzinfo=UTC)
    if isinstance(field, models.DateField):
        return date(2020, 9, 1)
    if isinstance(field, models.JSONField):
        return {"乙": [1, "2", None], "甲": True}
    return 123_456_789 if isinstance(field, models.IntegerField) else '甲"\\/\t\x7f𠮷'


@pytest.mark.parametrize("label", sorted(entry_types()))
def test_a_row_and_its_entry_have_one_text(label: str) -> None:
    entry = entry_types()[label]
    for empty in (False, True):
        values = {field: None if empty and field.null else sample(field) for field in entry._meta.concrete_fields}
        made = entry(**{field.attname: value for field, value in values.items()})
        made.canonical = version_of(entry)
        form = form_of(entry, made.canonical)
        row = [field.get_db_prep_save(getattr(made, field.attname), connection) for field in form.fields]
        row = [getattr(value, "obj", value) if not isinstance(value, str) else value for value in row]
        row = [json.dumps(value) if isinstance(value, dict) else value for value in row]
        text = canonical(made)
        assert form.text(row) == text
        told = json.loads(text)
        assert told["entry"] == label and list(told) == sorted(told) and "until" not in told
        assert text == json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_leaves_come_in_the_order_of_recording(cast: Cast) -> None:
    ledger(cast)
    found = list(leaves_after(EVERYTHING, 0, 5))
    kinds = [Kind(leaf.key.kind) for leaf in found]
    act, entry = [Kind.ACT, Kind.ENTRY], Kind.ATTACHMENT
    assert kinds == [*act, *act, *act, *act, entry, Kind.ACT, Kind.WITHDRAWAL]
    assert [leaf.key for leaf in found] == sorted(leaf.key for leaf in found)
    assert b'"reason":"another park"' in found[-1].text and b"receipt" not in found[-3].text


def test_leaves_go_on_wherever_one_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dajuan.core.seal.leaves.CHUNK", 2)
    ledger(cast)
    whole = list(leaves_after(EVERYTHING, 0, 5))
    for at in range(1, len(whole)):
        entry = max((leaf.key.number for leaf in whole[:at] if leaf.key.kind == Kind.ENTRY), default=0)
        assert list(leaves_after(whole[at - 1].key, entry, 5)) == whole[at:]
    assert [leaf.key.moment for leaf in leaves_after(EVERYTHING, 0, 2)] == [1, 1, 2, 2]


def test_a_later_column_leaves_older_texts_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column of version 2 is in the text of rows entered since, and in no older one's."""
    (older,) = set_up(cast)
    before = canonical(older)
    form_of.cache_clear()
    monkeypatch.setattr(SettingUp, "added", {"wood": 2}, raising=False)
    assert '"wood"' in before and '"wood"' not in canonical(older)  # as if `wood` had come later
    (newer,) = set_up(cast)
    assert newer.canonical == 2 and '"wood":"oak"' in canonical(newer) and '"canonical":2' in canonical(newer)
    texts = [leaf.text.decode() for leaf in leaves_after(EVERYTHING, 0, 2) if leaf.key.kind == Kind.ENTRY]
    assert texts == [canonical(older), canonical(newer)]
    form_of.cache_clear()


def test_a_column_nobody_declared_is_noticed_before_anything_is_sealed(cast: Cast) -> None:
    set_up(cast)
    keep_forms([SettingUp])
    form = SealedForm.objects.get(type="practice.settingup")
    form.columns = [column for column in form.columns if column != "wood"]
    form.save()
    with pytest.raises(FormChanged, match=r"practice\.settingup changed \(wood\)"):
        keep_forms([SettingUp])


def test_columns_may_change_as_long_as_nothing_was_recorded_with_them(cast: Cast) -> None:
    SealedForm.objects.create(type="practice.settingup", version=1, columns=["number"])
    keep_forms([SettingUp])
    assert "wood" in SealedForm.objects.get(type="practice.settingup").columns


def test_no_float_and_no_unknown_version_is_written(cast: Cast) -> None:
    (entry,) = set_up(cast)
    entry.seats = 2.5
    with pytest.raises(TypeError, match="float"):
        canonical(entry)
    entry.canonical = 9
    with pytest.raises(ValueError, match="no version 9"):
        canonical(entry)


def test_no_entry_type_declares_a_column_it_does_not_have() -> None:
    for label, entry in entry_types().items():
        columns = {field.column for field in entry._meta.concrete_fields}
        assert set(entry.added) <= columns, label
        assert issubclass(entry, Entry)
