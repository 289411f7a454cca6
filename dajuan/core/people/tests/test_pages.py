"""What somebody sees of a resident, and who sees nothing."""

import pytest
from django.test import Client

from dajuan.core.people.models import Particulars, Person, enter_person
from dajuan.core.records.act import act
from dajuan.core.records.models import Reading
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(cast: Cast) -> Person:
    with act(by=cast.li) as a:
        return enter_person(a, Particulars("欧阳明月", telephone="13800138000"))


def test_the_page_is_masked_until_a_purpose_is_given(client: Client, cast: Cast, person: Person) -> None:
    client.force_login(cast.li)
    assert "欧阳明月" not in client.get(person.get_absolute_url()).content.decode()
    reading = f"{person.get_absolute_url()}reading/"
    assert client.post(reading, {"purpose": ""}).status_code == 422
    assert not Reading.objects.exists()
    assert "欧阳明月" in client.post(reading, {"purpose": "call back"}).content.decode()
    assert Reading.objects.count() == 1


def test_a_person_is_found_by_number_without_the_number_in_an_address(
    client: Client, cast: Cast, person: Person
) -> None:
    client.force_login(cast.li)
    found = client.post("/people/", {"number": "13800138000"}).content.decode()
    assert person.get_absolute_url() in found
    assert "13800138000" not in found.replace('value="13800138000"', "")


@pytest.mark.parametrize(("who", "status"), [("zhao", 404), ("he", 200), ("xu", 403)])
def test_others_see_nothing_or_the_mask(client: Client, cast: Cast, person: Person, who: str, status: int) -> None:
    client.force_login(getattr(cast, who))
    page = client.get(person.get_absolute_url())
    assert page.status_code == status
    assert "欧阳明月" not in page.content.decode()
    assert client.post(f"{person.get_absolute_url()}reading/", {"purpose": "x"}).status_code in {403, 404}


def test_only_a_chief_or_head_erases(client: Client, cast: Cast, person: Person) -> None:
    client.force_login(cast.li)
    assert client.post(f"{person.get_absolute_url()}erasure/", {"rule": "request"}).status_code == 403
    client.force_login(cast.chen)
    assert client.post(f"{person.get_absolute_url()}erasure/", {"rule": "request"}).status_code == 302
    person.key.refresh_from_db()
    assert person.is_erased


def test_a_person_is_entered(client: Client, cast: Cast) -> None:
    client.force_login(cast.li)
    sent = {"name": "王五", "number_kind": "resident", "number": "110105194912310021"}
    assert client.post("/people/new/", sent).status_code == 422
    assert client.post("/people/new/", {**sent, "number": "11010519491231002X"}).status_code == 302
    assert Person.objects.get().office == cast.construction
