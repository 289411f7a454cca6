"""What every form that records an entry promises, whichever room it stands in."""

from importlib import import_module

import rules

from dajuan.core.records.forms import FORMS
from dajuan.core.records.models import entry_types
from dajuan.lines.city.forms import AcceptanceForm, ListingForm
from dajuan.lines.city.models import Work
from dajuan.lines.projects.forms.progress import UnitForm
from dajuan.site.lines import LINES

SHAPED_BY_SUBJECT = {ListingForm.name(), AcceptanceForm.name()}  # they ask for the amounts of the work's kind alone
NOT_IN_THE_FIELD = {
    "livelihood.readingform",  # readings come by import; the form only corrects one
    "investment.versionform",  # a contract is typed at a desk, from the paper that was signed
    "investment.aimform",  # targets are set at a desk, from the document that sets them
    "projects.monthreportform",  # the office's; who builds reports by a link, with a form of five inputs
}


def test_a_field_record_asks_at_most_five_things() -> None:
    for line in LINES:
        import_module(f"dajuan.lines.{line}.forms")
    asked = {name: len(form.base_fields) for name, form in FORMS.items()}
    assert len(asked) > 20
    left_out = SHAPED_BY_SUBJECT | NOT_IN_THE_FIELD
    assert not {name: n for name, n in asked.items() if n > 5 and name not in left_out}  # and a photo (office.md 13)


def test_a_contractor_on_a_phone_is_asked_for_five_things_and_a_photo() -> None:
    assert set(UnitForm.base_fields) <= {"code", "month", "done_fen", "image", "trouble", "photo"}


def test_a_work_is_asked_only_for_the_amounts_of_its_kind() -> None:
    for kind in Work.Kind:
        for form in (ListingForm, AcceptanceForm):
            assert len(form(subject=Work(kind=kind)).fields) <= 5, (kind, form)


def test_every_kind_of_entry_can_be_withdrawn_by_somebody() -> None:
    apps_with_entries = {label.split(".")[0] for label in entry_types()} - {"practice"}
    assert {app for app in apps_with_entries if not rules.perm_exists(f"{app}.review")} == set()
