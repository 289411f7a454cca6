"""The figures of the large tables by Polars: one lazy frame a table, problems of residents, roads and air included.

All frames are collected together. Answers are named as in handwritten.py, and the same function makes figures of them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bench.scale.handwritten import HOURS_OF_ALL, MEANS, STATIONS_OF_ALL, YEARS
from dajuan.figures.mirror.folder import Folder
from dajuan.figures.mirror.manifest import Manifest

C = pl.col
Expr = pl.Expr
FIRST, LAST = date(2019, 1, 1), date(2021, 1, 1)
CASE = C("matter_id").is_not_null()
EVERY = pl.lit(True)  # a column of truths


def _end(year: int) -> date:
    return date(year + 1, 1, 1)


def _in(on: str, year: int) -> Expr:
    return (C(on) >= date(year, 1, 1)) & (C(on) < _end(year))


def _unless(year: int, *days: str) -> Expr:
    """None of these days came by the end of a year."""
    fits = EVERY
    for day in days:
        fits = fits & (C(day).is_null() | (C(day) >= _end(year)))
    return fits


class Polarised:
    """A mirror's files of one zone, read by Polars."""

    def __init__(self, place: Path, zone: int) -> None:
        self.place, self.zone = place, zone
        held = Folder(place).held()
        self.manifest: Manifest = held.manifest

    def table(self, label: str) -> pl.LazyFrame:
        """The zone's entries of a type in force."""
        files = [self.place / file.path for file in self.manifest.shelves[label].open]
        return pl.scan_parquet(files).filter(C("zone_id") == self.zone)

    def answered(self) -> dict[str, int | None]:
        """Every integer by `key__year`."""
        found: dict[str, int | None] = {}
        frames = [*self._services(), *self._tickets(), *self._projects(), *self._others(), self._roads(), self._air()]
        for frame in pl.collect_all(frames):
            found |= frame.row(0, named=True)
        return found

    def _of(
        self,
        label: str,
        on: str,
        counted: dict[str, Expr],
        added: dict[str, tuple[str, Expr]] | None = None,
        at: dict[str, Expr] | None = None,
    ) -> pl.LazyFrame:
        """One row: counts and sums in both years, and counts by the end of both (`at`)."""
        columns = []
        for year in YEARS:
            within = _in(on, year)
            columns += [(within & fits).sum().cast(pl.Int64).alias(f"{key}__{year}") for key, fits in counted.items()]
            for key, (name, fits) in (added or {}).items():
                columns.append(C(name).filter(within & fits).sum().alias(f"{key}__{year}"))
            for key, fits in (at or {}).items():
                columns.append(((C(on) < _end(year)) & fits).sum().cast(pl.Int64).alias(f"{key}__{year}"))
        rows = self.table(label).filter(C(on) < LAST)
        return (rows if at else rows.filter(C(on) >= FIRST)).select(columns)

    def _keys(self, label: str, key: str, subject: str, measures: dict[str, Expr]) -> pl.LazyFrame:
        """Different keys in both years, merged ones as the ones they were merged into."""
        merged = self.table("records.merged").filter(C("type") == subject).select("gone", "kept")
        rows = self.table(label).filter((C("happened_on") >= FIRST) & (C("happened_on") < LAST))
        kept = pl.coalesce("kept", key)
        return rows.join(merged, left_on=key, right_on="gone", how="left").select(
            kept.filter(_in("happened_on", year) & fits).n_unique().alias(f"{name}__{year}")
            for name, fits in measures.items()
            for year in YEARS
        )

    def _first(self, label: str, key: str, day: str, fits: Expr = EVERY) -> pl.LazyFrame:
        """The first day of another type's rows by key."""
        return self.table(label).filter(fits).group_by(key).agg(C("happened_on").min().alias(day))

    def _services(self) -> list[pl.LazyFrame]:
        decided = {
            "package-cases-decided": C("package_id").is_not_null(),
            "cases-decided": CASE,
            "decisions-made": CASE,
            "cases-denied": CASE & ~C("granted"),
            "cases-with-limit": CASE & C("in_time").is_not_null(),
            "cases-in-time": CASE & C("in_time"),
            "cases-with-days": CASE & C("working_days").is_not_null(),
            "cases-with-missing": CASE & C("with_missing"),
            "cases-assisted": CASE & C("assisted"),
            "cases-on-the-spot": CASE & C("on_the_spot"),
            "cases-in-packages": CASE & C("in_package"),
        }
        on = "happened_on"
        took = C("took_days").is_not_null()
        return [
            self._of("services.submission", on, {"cases-submitted": CASE}),
            self._of("services.acceptance", on, {"cases-accepted": CASE}, at={"cases-undecided/0": CASE}),
            self._of(
                "services.decision",
                on,
                decided,
                {"working-days-used": ("working_days", CASE)},
                {"cases-undecided/1": CASE},
            ),
            self._of("services.stepdone", on, {"steps-done": took}, {"step-days": ("took_days", took)}),
            self._of("services.licenceissued", on, {"licences-issued": EVERY}),
            self._of("services.supplementnotice", on, {"supplement-notices": EVERY}),
            self._of("services.refusal", on, {"cases-not-accepted": EVERY}),
            self._of("services.specialprocedure", on, {"special-procedures": EVERY}),
            self._commitments(),
            *self._ratings(),
        ]

    def _commitments(self) -> pl.LazyFrame:
        supplied = self._first("services.missingsupplied", "case_id", "supplied")
        rows = self.table("services.missingcommitment").join(supplied, on="case_id", how="left")
        return rows.select(
            one
            for year in YEARS
            for one in (
                _in("due_on", year).sum().alias(f"commitments-due__{year}"),
                (_in("due_on", year) & (C("supplied") < _end(year))).sum().alias(f"commitments-kept__{year}"),
            )
        )

    def _ratings(self) -> list[pl.LazyFrame]:
        untrue = self._first("services.ratingverified", "rating_id", "untrue", ~C("true"))
        righted = self._first("services.ratingrectified", "rating_id", "righted", C("in_time"))
        called = self._first("services.ratingcalledback", "rating_id", "called")
        rows = self.table("services.rating").join(untrue, left_on="number", right_on="rating_id", how="left")
        given, due = [], []
        for year in YEARS:
            true = _unless(year, "untrue")
            here, bad = _in("happened_on", year) & true, _in("due_on", year) & true & (C("level") <= 2)
            given += [
                here.sum().alias(f"ratings-given__{year}"),
                (here & (C("level") >= 3)).sum().alias(f"ratings-good__{year}"),
                (here & (C("level") <= 2)).sum().alias(f"ratings-bad__{year}"),
                C("case_id").filter(here).n_unique().alias(f"cases-rated__{year}"),
            ]
            due += [
                bad.sum().alias(f"bad-ratings-due__{year}"),
                (bad & (C("righted") < _end(year))).sum().alias(f"bad-ratings-rectified__{year}"),
                (bad & (C("called") < _end(year))).sum().alias(f"bad-ratings-called-back__{year}"),
            ]
        both = rows.join(righted, left_on="number", right_on="rating_id", how="left")
        both = both.join(called, left_on="number", right_on="rating_id", how="left")
        return [rows.select(given), both.select(due)]

    def _tickets(self) -> list[pl.LazyFrame]:
        of = "tickets.ticket"
        gone = self._first("records.merged", "gone", "merged", C("type") == of)
        returned = self._first("tickets.return", "turn", "returned")
        solved = self._first("tickets.solution", "turn", "solved", C("in_time"))
        sent = self.table("tickets.dispatch").join(returned, on="turn", how="left")
        sent = sent.join(solved, on="turn", how="left")
        sent = sent.join(gone, left_on="ticket_id", right_on="gone", how="left")
        columns = []
        for year in YEARS:
            kept = _unless(year, "returned", "merged")
            here, unsolved = _in("happened_on", year) & kept, kept & _unless(year, "solved")
            late = (C("due_on") < _end(year)) & unsolved
            columns += [
                here.sum().alias(f"tickets-dispatched__{year}"),
                (here & ~late).sum().alias(f"tickets-in-time/0__{year}"),
                (_in("due_on", year) & unsolved).sum().alias(f"tickets-late__{year}"),
            ]
        reached = C("reached")
        return [
            self._keys("tickets.report", "ticket_id", of, {"tickets-raised": EVERY}),
            self._keys("tickets.solution", "ticket_id", of, {"tickets-solved": EVERY}),
            self._keys("tickets.confirmation", "ticket_id", of, {"tickets-confirmed": EVERY}),
            self._still_open(gone),
            sent.select(columns),
            self._of("tickets.solution", "happened_on", {"tickets-reopened/1": EVERY}),
            self._of("tickets.reopening", "happened_on", {"tickets-reopened/0": EVERY}),
            self._of("tickets.extension", "happened_on", {"tickets-extended/0": EVERY}),
            self._of(
                "tickets.confirmation",
                "happened_on",
                {
                    "tickets-satisfaction/0": reached & (C("satisfied") == "yes"),
                    "tickets-satisfaction/1": reached & (C("satisfied") != "unrated"),
                },
            ),
        ]

    def _still_open(self, gone: pl.LazyFrame) -> pl.LazyFrame:
        reopened = self._first("tickets.reopening", "turn", "reopened")
        solutions = self.table("tickets.solution").join(reopened, on="turn", how="left").group_by("ticket_id")
        solved = solutions.agg(
            ((C("happened_on") < _end(year)) & _unless(year, "reopened")).any().alias(f"solved_{year}")
            for year in YEARS
        )
        rows = self.table("tickets.report").join(solved, on="ticket_id", how="left")
        rows = rows.join(gone, left_on="ticket_id", right_on="gone", how="left")
        return rows.select(
            ((C("happened_on") < _end(year)) & _unless(year, "merged") & ~C(f"solved_{year}").fill_null(value=False))
            .sum()
            .alias(f"tickets-open__{year}")
            for year in YEARS
        )

    def _projects(self) -> list[pl.LazyFrame]:
        levels = ("national", "provincial", "municipal", "zone")
        removed = (
            self.table("projects.removal").group_by("level", "listed_key").agg(C("happened_on").min().alias("gone_on"))
        )
        listed = self.table("projects.listing").join(removed, on=["level", "listed_key"], how="left")
        flags = listed.group_by("listed_key").agg(
            ((C("level") == level) & (C("first_on") < _end(year)) & _unless(year, "gone_on"))
            .any()
            .alias(f"{level}_{year}")
            for level in levels
            for year in YEARS
        )
        reports = self.table("projects.monthreport").filter((C("month") >= FIRST) & (C("month") < LAST))
        reports = reports.join(flags, on="listed_key", how="left")
        done = [
            C("done_fen")
            .filter(_in("month", year) & C(f"{level}_{year}"))
            .sum()
            .alias(f"{level}-investment-completed__{year}")
            for level in levels
            for year in YEARS
        ]
        done += [C("done_fen").filter(_in("month", year)).sum().alias(f"investment-reported__{year}") for year in YEARS]
        of, kind, light = "projects.project", C("kind"), C("light")
        return [
            reports.select(done),
            self._of("projects.fixedinvestment", "month", {}, {"statistical-investment": ("amount_fen", EVERY)}),
            self._of(
                "projects.lightshown", "month", {"lights-yellow": light == "yellow", "lights-red": light == "red"}
            ),
            self._keys("projects.start", "project_id", of, {"projects-started": EVERY}),
            self._keys(
                "projects.node",
                "project_id",
                of,
                {"projects-completed": kind == "accepted", "projects-in-production": kind == "producing"},
            ),
        ]

    def _others(self) -> list[pl.LazyFrame]:
        stage, on = C("to_stage"), "happened_on"
        kept = self._first("investment.fulfilment", "promise_key", "kept_on", C("in_time"))
        promises = self.table("investment.promise").join(kept, on="promise_key", how="left")
        broken = [
            one
            for year in YEARS
            for one in (
                _in("due_on", year).sum().alias(f"promises-due__{year}"),
                (_in("due_on", year) & _unless(year, "kept_on")).sum().alias(f"promises-broken__{year}"),
            )
        ]
        return [
            self._keys(
                "investment.step",
                "lead_id",
                "investment.lead",
                {f"leads-{name}": stage == name for name in ("contacted", "signed", "landed")},
            ),
            self._of("investment.visit", on, {"visits-made": EVERY}),
            promises.select(broken),
            self._of(
                "city.inspection", on, {}, {"bins-right": ("bins_right", EVERY), "bins-inspected": ("bins", EVERY)}
            ),
            self._of(
                "city.consent", on, {}, {"households-agreed": ("agreed", EVERY), "households-asked": ("asked", EVERY)}
            ),
            self._of("city.funding", on, {}, {"works-funds": ("amount_fen", EVERY)}),
            self._of(
                "livelihood.surveyoutcome",
                on,
                {},
                {"survey-answers": ("sample", EVERY), "survey-satisfied": ("satisfied", EVERY)},
            ),
        ]

    def _roads(self) -> pl.LazyFrame:
        """Each road's highest progress by the end of both years, of those started and not accepted by then."""
        road = C("kind") == "road"
        begun = self._first("city.start", "work_id", "begun", road)
        accepted = self._first("city.acceptance", "work_id", "accepted", road)
        rows = self.table("city.progress").filter(road & (C("happened_on") < LAST)).group_by("work_id")
        highest = rows.agg(
            C("done_x10").filter(C("happened_on") < _end(year)).max().alias(f"h{year}") for year in YEARS
        )
        works = highest.join(begun, on="work_id", how="left").join(accepted, on="work_id", how="left")
        columns = []
        for year in YEARS:
            here = C(f"h{year}").is_not_null() & (C("begun") < _end(year)) & _unless(year, "accepted")
            columns += [
                here.sum().alias(f"road-upgrade-progress/works__{year}"),
                C(f"h{year}").filter(here).sum().alias(f"road-upgrade-progress/done__{year}"),
                here.sum().alias(f"road-upgrades-reported__{year}"),
            ]
        return works.select(columns)

    def _air(self) -> pl.LazyFrame:
        """Days by what the air was, and the sums of the particles' means, in whole numbers throughout."""
        rows = self.table("livelihood.reading").filter(
            (C("network") != "micro")
            & (C("mark") == "")
            & (C("happened_on") >= date(2018, 1, 1))
            & (C("happened_on") < LAST)
        )
        half = {"o3_8h": C("ozone_day"), "o3_1h": EVERY}
        of_station: list[Any] = []
        for name in MEANS:
            of_station += [C(f"{name}_x10").count().alias(f"n_{name}"), C(f"{name}_x10").sum().alias(f"t_{name}")]
        for name, fits in half.items():
            column = C(f"{name}_x10").filter(fits)
            of_station += [column.count().alias(f"n_{name}"), column.max().alias(f"t_{name}")]
        stations = rows.group_by("happened_on", "station_id").agg(of_station)
        valid = {name: C(f"n_{name}") >= 20 for name in (*MEANS, "o3_1h")}
        valid["o3_8h"] = (C("n_o3_8h") >= 14) | (C("t_o3_8h") > 1600)
        of_zone = []
        for name, fits in valid.items():
            total = C(f"t_{name}") * (HOURS_OF_ALL // C(f"n_{name}")) if name in MEANS else C(f"t_{name}")
            of_zone += [total.filter(fits).sum().alias(f"s_{name}"), fits.sum().cast(pl.Int64).alias(f"c_{name}")]
        days = stations.group_by("happened_on").agg(of_zone)
        six = EVERY
        for name in (*MEANS, "o3_8h"):
            six = six & (C(f"c_{name}") > 0)
        bad, heavy = (self._over(at) for at in (0, 1))
        columns = []
        for year in (2018, *YEARS):
            here = _in("happened_on", year)
            columns += [
                (here & six & ~bad).sum().alias(f"air-good-days__{year}"),
                (here & (six | bad)).sum().alias(f"air-judged-days__{year}"),
                (here & heavy).sum().alias(f"air-heavy-days__{year}"),
            ]
            for name in ("pm25", "pm10"):
                read = here & (C(f"c_{name}") > 0)
                total = C(f"s_{name}") * (STATIONS_OF_ALL // C(f"c_{name}"))
                columns.append(total.filter(read).sum().alias(f"{name}-mean/sum__{year}"))
                columns.append(read.sum().alias(f"{name}-mean/days__{year}"))
        return days.select(columns)

    def _over(self, at: int) -> Expr:
        """Whether any mean of a day is printed above its limit; half is rounded to even."""
        limits = {**MEANS, "o3_8h": (160, 265), "o3_1h": (160, 400)}
        found = ~EVERY
        for name, both in limits.items():
            limit, hours = both[at], HOURS_OF_ALL if name in MEANS else 1
            twice = (2 * limit * 10 + 1 if name == "co" else (2 * limit + 1) * 10) * hours
            two, most = 2 * C(f"s_{name}"), twice * C(f"c_{name}")
            is_over = two > most if name == "co" or limit % 2 == 0 else two >= most
            asked = C("c_o3_8h") == 0 if name == "o3_1h" else EVERY
            found = found | (asked & (C(f"c_{name}") > 0) & is_over)
        return found
