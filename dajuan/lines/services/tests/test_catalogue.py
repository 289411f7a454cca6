"""The catalogue: versions and their days, what is promised, how matters are found, how a hall's register comes in."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from stdnum.cn import uscc

from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets.importing import rehearse
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.tests.ledgers import findings, job_for, passed
from dajuan.lines.services.models import Matter, MatterIssued, MatterVersion, PaperKind
from dajuan.lines.services.registers import MatterRegister
from dajuan.lines.services.tests.conftest import Do, Enter
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HEAD = (
    "事项编码",
    "生效日期",
    "事项名称",
    "事项类型",
    "实施主体",
    "申请材料",
    "容缺材料",
    "办理流程",
    "法定时限",
    "承诺时限",
)
FOOD = (
    "FOOD-1",
    "2020-01-01",
    "食品经营许可",
    "行政许可",
    "市场监管局",
    "营业执照；身份证",
    "平面图",
    "受理（窗口）；审查",
    20,
    7,
)


def imported(cast: Cast, *rows: tuple[object, ...]) -> ImportJob:
    """A register of the catalogue, as a chief passes it."""
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    job = job_for(cast, file.getvalue().encode("utf-8-sig"), "目录.csv", MatterRegister)
    rehearse(job)
    return passed(job, cast.chen)


def next_version(matter: Matter, day: date, days: int) -> MatterVersion:
    number = matter.versions.count() + 1
    return MatterVersion.objects.create(matter=matter, number=number, valid_from=day, promised_limit=days)


def test_a_changed_version_keeps_the_old_for_cases_begun_under_it(in_force: Enter, do: Do) -> None:
    matter = in_force("A", "设立登记", days=5)
    do(matter.issue, happened_on=date(2020, 6, 20), version=next_version(matter, date(2020, 7, 1), 3))
    limits = [matter.version_on(day) for day in (date(2019, 12, 31), date(2020, 6, 30), date(2020, 7, 1))]
    assert [one and one.limit for one in limits] == [None, 5, 3]


def test_a_version_of_the_same_day_or_an_earlier_one_does_not_come_into_force(in_force: Enter, do: Do) -> None:
    matter = in_force("A", "设立登记")
    with pytest.raises(Refused, match="later one"):
        do(matter.issue, happened_on=date(2020, 6, 1), version=next_version(matter, date(2020, 1, 1), 3))


def test_the_promised_limit_is_never_above_the_legal_one(in_force: Enter, do: Do) -> None:
    matter = in_force("A", "设立登记")
    longer = MatterVersion(matter=matter, number=2, valid_from=date(2020, 7, 1), promised_limit=30, legal_limit=20)
    with pytest.raises(Refused, match="longer than the legal"):
        longer.refuse_unsound()


def test_a_paper_is_asked_for_once(keeper: Cast, in_force: Enter) -> None:
    version = in_force("A", "设立登记", papers=["身份证"]).versions.get()
    with pytest.raises(Refused, match="asked for twice"):
        version.ask(PaperKind.objects.get(code="身份证"))


def test_nothing_may_be_missing_of_a_matter_without_main_papers(in_force: Enter, do: Do) -> None:
    matter = in_force("A", "设立登记")
    loose = MatterVersion(matter=matter, number=2, valid_from=date(2020, 7, 1), allows_missing=True)
    loose.save()
    with pytest.raises(Refused, match="main ones"):
        do(matter.issue, happened_on=date(2020, 6, 1), version=loose)


def test_own_acceptance_is_switched_on_for_one_matter(in_force: Enter, do: Do) -> None:
    matter, other = in_force("A", "设立登记"), in_force("B", "变更登记")
    do(matter.switch, happened_on=date(2020, 3, 1), mode="own")
    assert [Matter.objects.get(pk=one.pk).mode for one in (matter, other)] == ["own", "mirrored"]


def test_a_matter_is_found_by_any_two_characters(in_force: Enter) -> None:
    food, shop = in_force("A", "食品经营许可"), in_force("B", "烟草专卖零售许可")
    found = {
        asked: set(Matter.objects.found_by(asked)) for asked in ("经营", "品经", "许可 零售", "卖", "监管", "食许", "")
    }
    assert found == {
        "经营": {food},
        "品经": {food},
        "许可 零售": {shop},
        "卖": {shop},
        "监管": {food, shop},
        "食许": set(),
        "": {food, shop},
    }


def test_a_row_of_a_new_day_is_a_new_version_and_of_the_same_day_a_correction(keeper: Cast) -> None:
    assert imported(keeper, HEAD, FOOD).status == ImportJob.Status.DONE
    imported(keeper, HEAD, (*FOOD[:-1], 6))
    faster = ("FOOD-1", "2020-07-01", *FOOD[2:-1], 5)
    assert findings(imported(keeper, HEAD, faster)) == []
    matter = Matter.objects.get(code="FOOD-1")
    on = [matter.version_on(day) for day in (date(2020, 6, 30), date(2020, 7, 1))]
    assert [one and one.promised_limit for one in on] == [6, 5]
    assert MatterIssued.objects.standing().count() == 2
    version = on[1]
    assert version is not None
    assert [(str(row), row.is_main) for row in version.asked] == [
        ("营业执照", True),
        ("身份证", True),
        ("平面图", False),
    ]
    assert [step.as_written for step in version.steps.all()] == ["受理（窗口）", "审查"]
    assert PaperKind.objects.count() == 3


def test_a_row_that_promises_more_than_the_law_gives_is_refused_at_its_cell(keeper: Cast) -> None:
    job = imported(keeper, HEAD, (*FOOD[:-1], 21))
    assert "longer than the legal" in str(findings(job))


@pytest.mark.thorough("820 rows through dry run and recording")
def test_the_items_of_a_real_hall_come_in_with_their_dirty_codes_told_of(keeper: Cast, shared: Path) -> None:
    content = (shared / "data/services/guangan_items.csv").read_bytes()
    job = passed_whole(keeper, content)
    assert (job.status, job.new, job.rejected) == (ImportJob.Status.DONE, 820, 0)
    assert Matter.objects.in_force().count() == 820
    assert Matter.objects.values("department").distinct().count() == 28
    told = {sentence for _place, sentence in job.notices}
    assert any("a unified credit code has 18" in one for one in told)
    codes = [row["item_code"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    assert len(job.notices) == sum(not keeps_to_the_pattern(code) for code in codes)
    assert Matter.objects.filter(kind="20").count() == 277


def keeps_to_the_pattern(code: str) -> bool:
    """Six parts, the fourth a credit code of capitals, by another reading than the product's."""
    parts = code.rsplit("-", 5)
    return len(parts) == 6 and code == code.upper() and len(parts[3]) == 18 and uscc.is_valid(parts[3])


def passed_whole(cast: Cast, content: bytes) -> ImportJob:
    job = job_for(cast, content, "guangan_items.csv", MatterRegister)
    rehearse(job)
    return passed(job, cast.chen)


def test_the_catalogue_goes_out_as_it_comes_in(keeper: Cast, client: Client) -> None:
    imported(keeper, HEAD, FOOD)
    client.force_login(keeper.chen)
    workbook = b"".join(client.get("/services/matters/catalogue/").streaming_content)  # type: ignore[attr-defined]  # a file
    job = job_for(keeper, workbook, "catalogue.xlsx", MatterRegister)
    rehearse(job)
    assert (job.status, findings(job), job.new + job.changed) == (ImportJob.Status.REHEARSED, [], 1)


def test_a_clerk_draws_up_a_version_and_the_chief_puts_it_into_force(
    in_force: Enter, keeper: Cast, client: Client
) -> None:
    matter = in_force("A", "设立登记", papers=["身份证"], steps=["受理"])
    client.force_login(keeper.li)
    page = f"{matter.get_absolute_url()}versions/new/"
    assert "身份证" in client.get(page).content.decode()
    sent = {
        "valid_from": "2020-09-01",
        "promised_limit": "2",
        "unit": "working-days",
        "channels": ["window", "online"],
        "main_papers": "身份证\n章程",
        "steps": "受理\n审查（审批科）",
        "trips": "0",
    }
    assert client.post(page, sent).status_code == 302
    version = matter.versions.unissued().get()
    assert (version.number, version.channels, version.materials.count(), version.steps.count()) == (
        2,
        "window,online",
        2,
        2,
    )
    assert client.post(page, {**sent, "main_papers": "章程\n章程"}).status_code == 422
