"""The construction bureau as keeper of government services, and a catalogue of a few matters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from dajuan.core.applicants.models import Applicant, open_applicant
from dajuan.core.people.models import Particulars
from dajuan.core.records.act import act
from dajuan.core.staff.models import Charge, User
from dajuan.lines.services.models import Matter, MatterStep, MatterVersion, Mode, Package, PackageMatter, PaperKind
from tests.cast import START, Cast

Do = Callable[..., Any]
Enter = Callable[..., Matter]
WORDS = ("身份证", "租赁合同", "健康证")
YEAR_START = date(2020, 1, 1)


@pytest.fixture
def keeper(cast: Cast) -> Cast:
    """The construction bureau keeps the line."""
    Charge.objects.create(office=cast.construction, line="services", from_on=START)
    return cast


@pytest.fixture
def do(keeper: Cast) -> Do:
    """One step in an act of its own: do(matter.issue, happened_on=..., version=...)."""

    def step(verb: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        with act(by=keeper.chen, office=keeper.construction) as a:
            return verb(a, *args, **facts)

    return step


@pytest.fixture
def in_force(keeper: Cast, do: Do) -> Enter:
    """A matter in force since 2020: in_force("A", "设立登记", days=3, papers=["身份证"], steps=["受理", "审查"])."""

    def enter(code: str, name: str, *, days: int = 5, papers: Sequence[str] = (), steps: Sequence[str] = ()) -> Matter:
        own = {"code": code, "name": name, "kind": "1", "department": "市场监管局"}
        matter = Matter.objects.create(zone=keeper.zone, office=keeper.construction, **own)
        version = MatterVersion.objects.create(
            matter=matter, number=1, valid_from=date(2020, 1, 1), promised_limit=days, legal_limit=20
        )
        kinds = [PaperKind.objects.get_or_create(zone=keeper.zone, code=one, name=one)[0] for one in papers]
        version.ask(*kinds)
        MatterStep.objects.bulk_create(
            MatterStep(version=version, position=place, name=step) for place, step in enumerate(steps, 1)
        )
        do(matter.issue, happened_on=date(2020, 1, 1), version=version)
        return Matter.objects.get(pk=matter.pk)

    return enter


@dataclass
class Hall:
    """A matter that is accepted here, a mirrored one, a package of both, and an applicant from outside."""

    permit: Matter
    mirrored: Matter
    package: Package
    mingyue: Applicant
    do: Do
    cast: Cast

    def paper(self, name: str) -> PaperKind:
        kind: PaperKind = PaperKind.objects.get(code=name)
        return kind


@pytest.fixture
def hall(keeper: Cast, do: Do, in_force: Enter) -> Hall:
    permit = in_force("FOOD", "食品经营许可", days=10, papers=list(WORDS))
    version: Any = permit.version_on(timezone.localdate())
    version.materials.filter(paper__code="健康证").update(is_main=False)
    type(version).objects.filter(pk=version.pk).update(allows_missing=True, channels="window,online", guide_zh="先核名")
    do(permit.switch, happened_on=YEAR_START, mode=Mode.OWN)
    mirrored = in_force("TAX", "税务登记", papers=["身份证"])
    package = Package.objects.create(
        zone=keeper.zone, office=keeper.construction, code="P1", name="开办餐馆", batch="第一批", life_event="starting"
    )
    for place, matter in enumerate((permit, mirrored), 1):
        PackageMatter.objects.create(package=package, matter=matter, position=place)
    do(package.issue, happened_on=date(2020, 2, 1))
    outsider = User.objects.create_user("mingyue", password="correct horse battery")
    applicant = open_applicant(outsider, Particulars("欧阳明月", telephone="13800138000"))
    for row in (permit, package):
        row.refresh_from_db()
    return Hall(permit, mirrored, package, applicant, do, keeper)
