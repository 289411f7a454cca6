"""4,969 requests of New York's 311 about animals, as told again by GeoReport v2 (the counts are of data/README.md)."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import datetime
from pathlib import Path
from statistics import median

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from dajuan.core.staff.models import Charge
from dajuan.core.tickets.models import Category
from dajuan.figures import answers, catalogue
from dajuan.figures.book import Book
from dajuan.values import periods
from tests.cast import START, Cast, office

pytestmark = pytest.mark.django_db
ROOT = "/open/open311/v2"
AGENCIES = {"NYPD": 1804, "DSNY": 1695, "DPR": 921, "DOHMH": 549}
NAMES = {
    "Unique Key": "case_enquiry_id",
    "Created Date": "open_dt",
    "Closed Date": "closed_dt",
    "Complaint Type": "type",
    "Agency": "department",
    "Borough": "neighborhood",
    "Latitude": "latitude",
    "Longitude": "longitude",
}


def as_boston_writes(shared: Path, file: Path) -> Path:
    """The same rows under the headings our register knows, days written without doubt."""
    with gzip.open(shared / "data/civic-reports/nyc311_animals_2025.csv.gz", "rt", encoding="utf-8") as source:
        rows = [{name: row[theirs] for theirs, name in NAMES.items()} for row in csv.DictReader(source)]
    for row in rows:
        for name in ("open_dt", "closed_dt"):
            if row[name]:
                row[name] = f"{datetime.strptime(row[name], '%m/%d/%Y %H:%M'):%Y-%m-%d %H:%M:%S}"  # noqa: DTZ007  # the zone's time
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(NAMES.values()))
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.mark.thorough("4,969 requests go in and come out")
def test_new_york_comes_out_as_it_went_in(cast: Cast, shared: Path, tmp_path: Path, client: Client) -> None:
    for name in AGENCIES:
        office(cast.zone, name)
    Charge.objects.create(office=cast.construction, line="tickets", from_on=START)
    call_command("import", "tickets.boston311", as_boston_writes(shared, tmp_path / "nyc.csv"), user="li")
    figures = {key: catalogue.figure(key) for key in ("tickets-raised", "tickets-open")}
    counted = {
        key: answers.ask_one(one, periods.year(2025), Book.now(cast.zone)).value for key, one in figures.items() if one
    }
    assert counted == {"tickets-raised": 4969, "tickets-open": 277}

    Category.objects.update(open_to_public=True)
    cache.clear()
    found = []
    asked = {"start_date": "2025-01-01T00:00:00+08:00", "end_date": "2025-03-15T00:00:00+08:00", "page_size": "1000"}
    for page in range(1, 6):
        found += client.get(f"{ROOT}/requests.json", {**asked, "page": str(page)}).json()
    assert len({one["service_request_id"] for one in found}) == len(found) == 4969
    assert Counter(one["status"] for one in found) == {"closed": 4692, "open": 277}
    assert Counter(one["agency_responsible"] for one in found) == AGENCIES
    assert sum(one["lat"] is None for one in found) == 62
    closed = [one for one in found if one["status"] == "closed"]
    assert round(median(hours(one["requested_datetime"], one["updated_datetime"]) for one in closed), 2) == 4.48
    still_open = client.get(f"{ROOT}/requests.json", {**asked, "status": "open"}).json()
    assert len(still_open) == 277


def hours(first: str, last: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds() / 3600
