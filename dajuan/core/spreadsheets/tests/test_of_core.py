"""Boston's service requests come in as they are, dirty variants too (../shared/data/README.md)."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dajuan.core.companies.models import Company
from dajuan.core.records.models import Moment
from dajuan.core.spreadsheets.importing import enter, pass_submitted, rehearse, submit
from dajuan.core.spreadsheets.models import ImportJob
from dajuan.core.spreadsheets.of_core import CompanyRegister, TicketRegister
from dajuan.core.spreadsheets.tests.ledgers import job_for
from dajuan.core.tickets.models import Dispatch, Report, Solution, Ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SEEN = datetime(2022, 5, 21, tzinfo=ZoneInfo("Asia/Shanghai"))  # a day after the last instant of the files


def imported(cast: Cast, file: Path, *, only_sound: bool = False) -> ImportJob:
    """The job after its dry run and its recording."""
    job = job_for(cast, file.read_bytes(), file.name, TicketRegister)
    rehearse(job)
    job.refresh_from_db()
    ImportJob.objects.filter(pk=job.pk).update(only_sound=only_sound)
    enter(job)
    job.refresh_from_db()
    assert job.status == ImportJob.Status.DONE, job.message
    return job


@pytest.fixture
def reports(shared: Path) -> Path:
    return shared / "data" / "civic-reports"


def test_83_are_in_time_and_17_overdue_and_15_open(cast: Cast, reports: Path) -> None:
    imported(cast, reports / "boston311_100.csv")
    assert Ticket.objects.count() == 100
    assert (Ticket.objects.in_time(SEEN).count(), Ticket.objects.overdue(SEEN).count()) == (83, 17)
    assert Ticket.objects.open().count() == 15
    assert Moment.objects.count() == 1
    assert not Ticket.objects.forgotten().exists()


def test_no_address_comes_with_them(cast: Cast, reports: Path) -> None:
    imported(cast, reports / "boston311_100.csv")
    entries = [*Report.objects.values(), *Dispatch.objects.values(), *Solution.objects.values()]
    assert not any("Cross St" in str(entry) for entry in entries)
    assert not any(ticket.words for ticket in Ticket.objects.all())


def test_the_file_with_20_duplicates_loads_as_80(cast: Cast, reports: Path) -> None:
    imported(cast, reports / "boston311_100_20dupes_random.csv")
    assert Ticket.objects.count() == 80


def test_dates_written_day_first_are_the_same_instants(cast: Cast, reports: Path) -> None:
    imported(cast, reports / "boston311_100.csv")
    job = job_for(cast, (reports / "boston311_dmy_100.csv").read_bytes(), "boston311_dmy_100.csv", TicketRegister)
    rehearse(job)
    job.refresh_from_db()
    assert (job.same, job.changed, job.new, job.rejected) == (100, 0, 0, 0)


def test_signs_beyond_ascii_are_read(cast: Cast, reports: Path) -> None:
    imported(cast, reports / "boston311_100_with_nonascii.csv")
    assert Ticket.objects.count() == 100


def test_the_broken_row_is_rejected_with_its_line_and_99_load(cast: Cast, reports: Path) -> None:
    job = imported(cast, reports / "boston311_100_bad.tsv", only_sound=True)
    assert Ticket.objects.count() == 99
    assert job.rejected == 1
    (line,) = set(job.findings.values_list("row", flat=True))
    broken = (reports / "boston311_100_bad.tsv").read_text().splitlines()[line - 1]
    assert len(broken.split("\t")) == 30


def test_a_case_that_was_closed_meanwhile_is_corrected(cast: Cast, reports: Path) -> None:
    imported(cast, reports / "boston311_100.csv")
    lines = (reports / "boston311_100.csv").read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("101004143000,"))
    lines[at] = lines[at].replace(",,OVERDUE,Open,", ",2022-02-01 10:00:00,ONTIME,Closed,")
    changed = job_for(cast, "\n".join(lines).encode(), "later.csv", TicketRegister)
    rehearse(changed)
    enter(changed)
    changed.refresh_from_db()
    assert (changed.changed, changed.same) == (1, 99)
    ticket = Ticket.objects.get(foreign_number="101004143000")
    assert (ticket.state, ticket.solution_steps.standing().count()) == ("solved", 1)
    assert ticket.report_steps.count() == 2 and ticket.report_steps.standing().count() == 1


def companies(cast: Cast, *rows: str) -> ImportJob:
    """A list of companies, passed by a chief and recorded."""
    ledger = "\n".join(("统一社会信用代码,企业名称,起始日期,成立日期", *rows)).encode()
    job = job_for(cast, ledger, "企业.csv", CompanyRegister)
    rehearse(job)
    job.refresh_from_db()
    if not job.rejected:
        submit(job, only_sound=False, leave_changed=False)
        pass_submitted(job, cast.chen)
        enter(job)
        job.refresh_from_db()
    return job


def test_a_company_comes_in_with_its_day_of_foundation(cast: Cast) -> None:
    companies(cast, "91610132MA6TXUP48Y,示范精密机械,,2015-02-27")
    company = Company.objects.get()
    assert company.founded_on == date(2015, 2, 27)
    assert [one.happened_on for one in company.particulars.standing()] == [date(2015, 2, 27)]
    companies(cast, "91610132MA6TXUP48Y,示范精密机械,2020-01-01,2015-03-27")
    company = Company.objects.get()
    assert company.founded_on == date(2015, 3, 27)
    assert [one.happened_on for one in company.particulars.standing()] == [date(2020, 1, 1)]


@pytest.mark.parametrize("days", [",", "2014-01-01,2015-02-27", ",2099-01-01"])
def test_a_day_that_cannot_be_is_told_at_its_cell(cast: Cast, days: str) -> None:
    assert companies(cast, f"91610132MA6TXUP48Y,示范精密机械,{days}").rejected == 1
    assert not Company.objects.exists()
