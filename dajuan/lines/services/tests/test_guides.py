"""The questions of a guide are kept on a page, and the portal asks them."""

from __future__ import annotations

import pytest
from django.test import Client

from dajuan.lines.services.models import Choice, Matter, MatterVersion, Package, PackageMatter, Question
from dajuan.lines.services.models.guiding import MOST, guidance
from dajuan.lines.services.tests.conftest import Enter
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(keeper: Cast, client: Client) -> Client:
    client.force_login(keeper.li)
    return client


def test_a_clerk_asks_a_question_and_says_what_an_answer_spares(in_force: Enter, clerk: Client) -> None:
    matter = in_force("A", "食品经营许可", papers=["身份证", "租赁合同"])
    version = MatterVersion.objects.get(matter=matter)
    page = f"/services/matters/{matter.pk}/versions/1/questions/"
    asked = {"action": "add", "text": "经营场所是租用的吗？", "answers": "租用 | rented\n自有 | owned"}
    assert clerk.post(page, {**asked, "answers": "租用"}).status_code == 422
    assert clerk.post(page, asked).status_code == 302
    owned = Choice.objects.get(text_en="owned")
    lease = version.materials.get(paper__name="租赁合同").paper
    kept = {"action": "choice", "choice": owned.pk, f"c{owned.pk}-text": "自有", f"c{owned.pk}-spares_papers": lease.pk}
    assert clerk.post(page, kept).status_code == 302
    assert guidance(version, [str(owned.pk)]).papers == {lease.pk}
    assert "租赁合同" in clerk.get(page).content.decode()
    assert clerk.post(page, {"action": "remove", "question": Question.objects.get().pk}).status_code == 302
    assert not Question.objects.exists()


def test_an_answer_about_a_package_may_spare_a_whole_matter(in_force: Enter, keeper: Cast, clerk: Client) -> None:
    matters = [in_force("A", "设立登记", papers=["身份证"]), in_force("B", "招牌设置", papers=["效果图"])]
    own = {"code": "P", "name": "开店", "batch": "第一批", "zone": keeper.zone, "office": keeper.construction}
    package = Package.objects.create(**own)
    for matter in matters:
        PackageMatter.objects.create(package=package, matter=matter)
    page = f"/services/packages/{package.pk}/questions/"
    clerk.post(page, {"action": "add", "text": "设招牌吗？", "answers": "设\n不设"})
    without = Choice.objects.get(text="不设")
    name = f"c{without.pk}"
    sent = {"action": "choice", "choice": without.pk, f"{name}-text": "不设", f"{name}-spares_matters": matters[1].pk}
    assert clerk.post(page, sent).status_code == 302
    assert guidance(package, [str(without.pk)]).matters == {matters[1].pk}
    refused = clerk.post(page, {**sent, f"{name}-spares_matters": 999_999})
    assert refused.status_code == 422


def test_a_guide_asks_no_more_than_an_address_carries(in_force: Enter, clerk: Client) -> None:
    matter: Matter = in_force("A", "设立登记")
    version = MatterVersion.objects.get(matter=matter)
    Question.objects.bulk_create(Question(version=version, text=str(number)) for number in range(MOST))
    page = f"/services/matters/{matter.pk}/versions/1/questions/"
    assert clerk.post(page, {"action": "add", "text": "又一问", "answers": "是\n否"}).status_code == 422


def test_questions_of_another_guide_are_not_touched(in_force: Enter, clerk: Client) -> None:
    first, other = in_force("A", "甲"), in_force("B", "乙")
    question = Question.objects.create(version=MatterVersion.objects.get(matter=other), text="问")
    page = f"/services/matters/{first.pk}/versions/1/questions/"
    assert clerk.post(page, {"action": "remove", "question": question.pk}).status_code == 404
    assert Question.objects.filter(pk=question.pk).exists()
