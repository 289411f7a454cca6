"""The catalogue of the demo: matters with their versions and papers, packages in batches, partner zones."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from dajuan.core.calendar.clocks import Unit
from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act
from dajuan.lines.services import demo_words as words
from dajuan.lines.services.models import (
    AcceptanceSwitched,
    HowOpened,
    LifeEvent,
    Material,
    Matter,
    MatterIssued,
    MatterKind,
    MatterOpened,
    MatterStep,
    MatterVersion,
    Package,
    PackageEnded,
    PackageIssued,
    PackageMatter,
    PaperKind,
    Partner,
    Partnership,
)

LINE = "services"
SEED = 20190408
TINY = 0.05  # of a zone: below it nobody looks at proportions
BEGUN = datetime(2019, 1, 3, 1, tzinfo=UTC)
FIRST = date(2019, 1, 3)
OWN = ("食品经营许可证核发", "公共场所卫生许可证核发", "城镇污水排入排水管网许可证核发")  # accepted here
SHOPS = {  # what somebody who opens one really needs; the other packages of the demo are drawn
    "我要开餐饮店": ("营业执照（个体工商户）核发", "食品经营许可证核发", "公共场所卫生许可证核发"),
    "我要开便利店": ("营业执照（个体工商户）核发", "食品经营许可证核发"),
    "企业开办": ("营业执照（企业）核发", "社会保障卡申请"),
}
BATCHES = (
    # batch, day of issue, packages of a whole zone
    ("第一批", date(2019, 4, 18), 12),
    ("第二批", date(2019, 8, 22), 13),
    ("第三批", date(2019, 12, 12), 15),
    ("第四批", date(2020, 3, 26), 16),
    ("第五批", date(2020, 6, 11), 16),
    ("第六批", date(2020, 8, 27), 16),
    ("第七批", date(2020, 10, 22), 16),
    ("第八批", date(2020, 12, 3), 16),
)
FOUR = ("示范高新区", "示范航天基地", "示范国际港务区", "示范浐灞新区")
SEVEN = ("济南", "太原", "呼和浩特", "郑州", "兰州", "银川")


def morning(day: date) -> datetime:
    """Ten in the morning of a day by the zone's clock: without chance, which other rooms draw from."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def many(stage: Stage, number: int) -> int:
    """So many; a tenth of them in the tiny zones that tests walk."""
    return number if stage.size >= TINY else max(1, number // 10)


@dataclass
class Item:
    """One matter of the demo with the version it is issued with: what cases are made from."""

    matter: Matter
    version: MatterVersion
    papers: list[int]
    weight: float  # how often it is asked for
    minor: int = 0  # of its papers those that may come later


@dataclass
class Catalogue:
    """The matters of the demo, most asked for first."""

    items: list[Item] = field(default_factory=list)

    def called(self, name: str) -> Item:
        """The matter of a name."""
        return next(item for item in self.items if item.matter.name == name)


def put_on(stage: Stage) -> Catalogue:
    """The catalogue from the system's first days, the packages of eight batches, the partners of 2020."""
    chance = random.Random(SEED)
    catalogue = Catalogue(list(_items(stage, chance)))
    stage.record_at(LINE, BEGUN, partial(_issue, stage, catalogue))
    stage.record_at(LINE, BEGUN + timedelta(minutes=5), partial(_switch, catalogue))
    _batches(stage, chance, catalogue)
    stage.record_at(LINE, morning(date(2020, 7, 10)), partial(_open, stage, catalogue))
    stage.record_at(LINE, morning(date(2020, 11, 20)), partial(_open_across, stage, catalogue))
    return catalogue


def _names() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Name, English name, department, life event, kind and audience, those asked for most often first."""
    for place in range(6):
        for thing, english, department, event in words.LICENSED:
            verb, said, kind = words.VERBS[place]
            yield f"{thing}{verb}", f"{said}: {english}", department, event, kind, "enterprise"
        for thing, english, department, event in words.GRANTED:
            verb, said, kind = words.DONE[place]
            yield f"{thing}{verb}", f"{said} {english}", department, event, kind, "resident"


def _items(stage: Stage, chance: random.Random) -> Iterator[Item]:
    for number, (name, english, department, event, kind, audience) in enumerate(_names()):
        if number >= many(stage, 430):
            return
        matter = Matter(
            zone=stage.zone,
            office=stage.offices[LINE],
            code=f"{6101_00000 + number:011}-610162-{chance.randint(1, 9):03}",
            name=name,
            name_en=english,
            department=department,
            kind=kind,
            audience=audience,
            life_event=event,
            created_at=BEGUN,
        )
        yield Item(matter, *_version(matter, chance), weight=1 / (number % 72 + 1.5) / (1 + number // 72))


def _version(matter: Matter, chance: random.Random) -> tuple[MatterVersion, list[int]]:
    """Its version: enquiries are done at once, benefits within days, licences within the legal twenty."""
    quick = matter.kind == MatterKind.PUBLIC
    promised = 0 if quick else chance.choice((1, 1, 3, 3, 5, 5, 7, 10))
    papers = sorted(chance.sample(range(len(words.PAPERS)), 1 if quick else chance.randint(2, 7)))
    if matter.name in OWN:
        promised, papers = 10, [0, 1, 2, 3, 4, 6]
    version = MatterVersion(
        matter=matter,
        number=1,
        valid_from=FIRST,
        basis=f"{matter.department}政务服务事项实施清单（2019年版）",
        result="查询结果" if quick else _result(matter.name),
        legal_limit=1 if quick else 20,
        promised_limit=promised,
        unit=Unit.WORKING_DAYS,
        channels="window,online,app,terminal" if quick else "window,online,app",
        on_the_spot=promised == 0,
        allows_missing=not quick and len(papers) > 3,
        trips=0 if quick else 1,
        guide_zh="请在网上填写申请，或到政务大厅窗口办理；材料齐全当场受理。",
        guide_en="Apply online, or at a window of the hall; complete applications are accepted at once.",
    )
    return version, papers


def _result(name: str) -> str:
    """What an applicant goes home with: the licence itself where the matter is about one."""
    verb = next((verb for verb, _said, _kind in words.VERBS if name.endswith(verb)), "")
    return name.removesuffix(verb) if verb else "办理结果通知书"


def _issue(stage: Stage, catalogue: Catalogue, act: Act) -> None:
    """Kinds of paper, matters, versions, what they ask for, and their issue."""
    shelf = PaperKind.objects.bulk_create(
        PaperKind(zone=stage.zone, code=code, name=name, name_en=english) for code, name, english in words.PAPERS
    )
    for item in catalogue.items:
        item.matter.tell_words()
    Matter.objects.bulk_create(item.matter for item in catalogue.items)
    MatterVersion.objects.bulk_create(item.version for item in catalogue.items)
    Material.objects.bulk_create(_material(item, shelf, place) for item in catalogue.items for place in item.papers)
    MatterStep.objects.bulk_create(
        MatterStep(version=item.version, position=place, name=name, post=post, is_first=place == 1, is_last=place == 2)
        for item in catalogue.items
        if not item.version.on_the_spot
        for place, (name, post) in enumerate((("审查", "审查岗"), ("决定", "审批岗")), 1)
    )
    act.enter_many(
        item.matter.entry(
            MatterIssued,
            happened_on=FIRST,
            version=item.version,
            papers=len(item.papers),
            document="政务服务事项目录（2019年版）",
            **{name: getattr(item.version, name) for name in ISSUED},
        )
        for item in catalogue.items
    )


ISSUED = ("valid_from", "legal_limit", "promised_limit", "unit", "on_the_spot", "allows_missing", "trips")


def _material(item: Item, shelf: list[PaperKind], place: int) -> Material:
    """The first three papers are main ones where others may come later."""
    position = item.papers.index(place) + 1
    is_main = position <= 3 or not item.version.allows_missing
    item.minor += not is_main
    return Material(version=item.version, paper=shelf[place], is_main=is_main, position=position)


def _switch(catalogue: Catalogue, act: Act) -> None:
    """Some matters are accepted here; everything else is mirrored from the provincial platform."""
    for item in catalogue.items:
        if item.matter.name in OWN:
            own = {"office": item.matter.office, "kind": item.matter.kind, "code": item.matter.code}
            act.enter(AcceptanceSwitched(matter=item.matter, mode="own", happened_on=FIRST, **own))


# Packages


def _batches(stage: Stage, chance: random.Random, catalogue: Catalogue) -> None:
    titles = [(f"我要开{zh}", f"Opening {en}", LifeEvent.STARTING) for zh, en in words.TRADES]
    titles[2:2] = [(zh, en, words.THEMES.get(zh, LifeEvent.OTHER)) for zh, en in words.EVENTS]
    left = iter(titles)
    by_department: dict[str, list[Item]] = defaultdict(list)
    named = {item.matter.name: item for item in catalogue.items}
    for item in catalogue.items:
        by_department[item.matter.department].append(item)
    for number, (batch, day, count) in enumerate(BATCHES, 1):
        some = [next(left) for _place in range(many(stage, count))]
        made = [
            _package(stage, _parts(chance, by_department, named, title[0]), f"P{number}-{place:02}", batch, *title)
            for place, title in enumerate(some, 1)
        ]
        stage.record_at(LINE, morning(day), partial(_issue_batch, made, day))
        if number == 3:
            stage.record_at(LINE, morning(date(2020, 5, 14)), partial(_merge, made))


def _parts(
    chance: random.Random, by_department: dict[str, list[Item]], named: dict[str, Item], theme: str
) -> list[Item]:
    """Two to six matters of different departments; of the best known shops those they need, as far as there are any."""
    departments = chance.sample(sorted(by_department), min(len(by_department), chance.randint(2, 6)))
    drawn = [chance.choice(by_department[one]) for one in departments]
    needed = [named[name] for name in SHOPS.get(theme, ()) if name in named]
    return needed if len(needed) > 1 else drawn


def _package(
    stage: Stage,
    items: list[Item],
    code: str,
    batch: str,
    name: str,
    english: str,
    event: str,
) -> tuple[Package, list[Item]]:
    """A package of these matters, and the matters."""
    package = Package(
        zone=stage.zone,
        office=stage.offices[LINE],
        code=code,
        name=f"{name}“一件事”",
        name_en=english,
        batch=batch,
        theme=name,
        life_event=event,
        audience="enterprise" if event == LifeEvent.STARTING else "both",
        promised_days=max(item.version.promised_limit or 1 for item in items),
        guide_zh="一张表单、一套材料、一次提交，各部门并联办理，一次送达。",
        guide_en="One form, one set of papers, handed in once; the offices work side by side and deliver once.",
    )
    return package, items


def _issue_batch(made: list[tuple[Package, list[Item]]], day: date, act: Act) -> None:
    """The packages of a batch with their matters, and what each saves."""
    for package, _items_of in made:
        package.created_at = act.clock()
        package.tell_words()
    Package.objects.bulk_create(package for package, _items_of in made)
    parts = {
        package.pk: PackageMatter.objects.bulk_create(
            PackageMatter(package=package, matter=item.matter, position=place) for place, item in enumerate(items, 1)
        )
        for package, items in made
    }
    after: Any = PackageMatter.after.through
    after.objects.bulk_create(
        after(from_packagematter=later, to_packagematter=some[0]) for some in parts.values() for later in some[1:]
    )
    for package, items in made:
        facts = {**_saved(package, items), "matters": len(items), "document": "一件事一次办主题套餐通知"}
        act.enter(package.entry(PackageIssued, happened_on=day, **facts))


def _saved(package: Package, items: list[Item]) -> dict[str, int]:
    """What it saves, as `Package.savings` measures it."""
    papers = [paper for item in items for paper in item.papers]
    return {
        "papers_before": len(papers),
        "papers_after": len(set(papers)),
        "steps_before": sum(1 if item.version.on_the_spot else 2 for item in items),
        "steps_after": package.steps_after,
        "days_before": sum(item.version.promised_limit or 0 for item in items),
        "days_after": package.promised_days or 0,
    }


def _merge(made: list[tuple[Package, list[Item]]], act: Act) -> None:
    """One package of the third batch was merged into its neighbour: from then on it is out of the count."""
    if len(made) > 1:
        gone, kept = made[-1][0], made[0][0]
        act.enter(gone.entry(PackageEnded, happened_on=date(2020, 5, 14), how="merged", into=kept))


# Handled anywhere


def _open(stage: Stage, catalogue: Catalogue, act: Act) -> None:
    """Matters of the widest use are opened to four partner zones, the last of them a week later."""
    four = Partnership.objects.create(zone=stage.zone, name="四区通办")
    partners = [
        Partner.objects.create(partnership=four, name=name, code=f"610{n:03}") for n, name in enumerate(FOUR, 1)
    ]
    _reach(act, catalogue.items[: many(stage, 120)], four, partners, HowOpened.COLLECTED, date(2020, 7, 9))


def _open_across(stage: Stage, catalogue: Catalogue, act: Act) -> None:
    """Ten registrations are opened to six capitals along the Yellow River."""
    seven = Partnership.objects.create(zone=stage.zone, name="沿黄七省会城市跨省通办", across_provinces=True)
    partners = [
        Partner.objects.create(partnership=seven, name=name, code=f"9{n:03}") for n, name in enumerate(SEVEN, 1)
    ]
    items = [item for item in catalogue.items if item.matter.department == "市场监管局"][: many(stage, 10)]
    _reach(act, items, seven, partners, HowOpened.ONLINE, date(2020, 11, 19))


def _reach(act: Act, items: list[Item], partnership: Partnership, partners: list[Partner], how: str, day: date) -> None:
    for item in items:
        for partner in partners:
            facts = {"partner": partner, "how": how, "all_live": partner is partners[-1]}
            facts |= {"partnership": partnership, "across_provinces": partnership.across_provinces}
            act.enter(item.matter.entry(MatterOpened, happened_on=day, **facts))
