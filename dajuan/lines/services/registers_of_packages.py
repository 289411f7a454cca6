"""Packages come in as a spreadsheet: one row a package, its matters in one cell, what it saves as it was measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Entry, Refused, today
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.lines.services.models import Audience, LifeEvent, Matter, Package, PackageIssued, PackageMatter
from dajuan.lines.services.models.packages import MEASURED
from dajuan.lines.services.registers import parts
from dajuan.lines.services.registers_of_policies import offices

OWN = ("name", "name_en", "batch", "theme", "audience", "life_event", "promised_days", "steps_after", "office")
GUIDES = ("guide_zh", "guide_en")
WAITS = re.compile(r"\s*(?:←|<-)\s*")
BETWEEN = re.compile(r"\s*[、,，]\s*")
Wanted = list[tuple[str, list[str]]]  # a matter as it is called there, and what it waits for

TITLES = {
    "papers_before": _("Papers before"),
    "papers_after": _("Papers with the package"),
    "steps_before": _("Steps before"),
    "steps_after": _("Steps with the package"),
    "days_before": _("Working days before"),
    "days_after": _("Working days with the package"),
}
HEADINGS = {
    "papers_before": ("改革前材料数", "原材料数", "优化前材料"),
    "papers_after": ("改革后材料数", "现材料数", "优化后材料"),
    "steps_before": ("改革前环节数", "原环节数", "优化前环节"),
    "steps_after": ("改革后环节数", "现环节数", "优化后环节"),
    "days_before": ("改革前时限", "原办理时限", "优化前时限"),
    "days_after": ("改革后时限", "现办理时限", "优化后时限"),
}


def wanted(text: str) -> Wanted:
    """The matters of a cell in order, each with what it waits for: `公章刻制 ← 设立登记、税务登记`."""
    found = []
    for line in parts(text):
        name, _arrow, before = WAITS.sub("←", line).partition("←")
        found.append((name, [one for one in BETWEEN.split(before) if one]))
    return found


class PackageRegister(Register):
    """Packages with their matters; with a day of issue they count from it."""

    name = "services.packages"
    title = _("Packages of matters")
    note = _(
        "One row a package. Its matters stand in one cell in their order, one a line, by code or name; ← says what a "
        "matter waits for. With a day of issue it is issued; what it saves is taken as written, or else measured."
    )
    records = (PackageIssued,)
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "code",
            _("Code of the package"),
            kind="code",
            key=True,
            required=True,
            longest=40,
            aliases=("套餐编号", "套餐编码", "主题编码"),
            sample="P1-01",
        ),
        Column(
            "name",
            _("Name"),
            required=True,
            longest=200,
            aliases=("套餐名称", "一件事名称", "主题套餐名称"),
            sample="企业开办“一件事”",
        ),
        Column("name_en", _("Name in English"), longest=200, aliases=("英文名称",)),
        Column(
            "batch",
            pgettext_lazy("package", "Batch"),
            required=True,
            longest=60,
            aliases=("批次", "推出批次"),
            sample="第一批",
        ),
        Column("theme", pgettext_lazy("package", "Theme"), longest=120, aliases=("主题", "主题名称")),
        Column(
            "matters",
            pgettext_lazy("package", "Matters in order"),
            required=True,
            aliases=("包含事项", "联办事项", "涉及事项", "事项清单"),
            sample="设立登记\n公章刻制 ← 设立登记",
            note=_("one a line, or with ；; what it waits for after ←, with 、 between"),
        ),
        Column(
            "audience",
            pgettext_lazy("matter", "For whom"),
            kind="choice",
            choices=dict(Audience.choices),
            aliases=("服务对象", "办理对象"),
        ),
        Column(
            "life_event",
            _("Theme of life"),
            kind="choice",
            choices=dict(LifeEvent.choices),
            aliases=("主题分类", "生命周期"),
        ),
        Column(
            "promised_days",
            _("Promised working days"),
            kind="integer",
            aliases=("承诺时限", "承诺办结时限"),
            sample=3,
        ),
        Column("issued_on", pgettext_lazy("package", "Issued on"), kind="date", aliases=("推出时间", "上线时间")),
        Column("document", _("Number of the document"), longest=120, aliases=("文号",)),
        *(Column(name, TITLES[name], kind="integer", aliases=HEADINGS[name]) for name in MEASURED),
        Column(
            "office",
            _("Responsible office"),
            kind="name",
            candidates=offices,
            aliases=("牵头部门", "牵头单位", "责任部门"),
        ),
        Column("guide_zh", _("Guide in Chinese"), aliases=("办事指南",)),
        Column("guide_en", _("Guide in English")),
    )

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """Two matters or more, each once, each after matters of the package; nothing negative or in the future."""
        names = [name for name, _before in wanted(values["matters"])]
        if len(names) < 2:
            yield "matters", _("A package has at least two matters.")
        if len(set(names)) < len(names):
            yield "matters", _("A matter stands in the package twice.")
        for one in sorted({one for _name, before in wanted(values["matters"]) for one in before} - set(names)):
            yield "matters", _("“%(name)s” is waited for and does not stand in the package.") % {"name": one}
        for name in ("promised_days", *MEASURED):
            if values[name] is not None and not 0 <= values[name] <= 32_767:
                yield name, _("This is no number of papers, steps or days.")
        if values["issued_on"] and values["issued_on"] > today():
            yield "issued_on", _("This day lies in the future.")

    def notes(self, values: Values) -> Iterable[Any]:
        """What it saves less than nothing of, and what does not count yet."""
        for name in ("papers", "steps", "days"):
            before, after = values[f"{name}_before"], values[f"{name}_after"]
            if None not in (before, after) and after > before:
                yield _("The package asks for more than its matters alone: look at the columns before and with it.")
                break
        if not values["issued_on"]:
            yield _("Without a day of issue it is put together and does not count yet.")

    def row(self, act: Staging, values: Values) -> Entry | None:
        """The package, made where it is new, and its issue where a day is given."""
        package: Package | None = Package.objects.filter(zone=act.zone, code=values["code"]).first()
        matters = _matters(act, values["matters"])
        if package is None:
            package = self._made(act, values, matters)
        else:
            self._follow(act, package, values, matters)
        if not values["issued_on"]:
            return None
        said = {name: values[name] for name in MEASURED if values[name] is not None}
        return package.issue(act, happened_on=values["issued_on"], document=values["document"], measured=said)

    def _made(self, act: Staging, values: Values, matters: dict[str, Matter]) -> Package:
        own = {name: values[name] for name in (*OWN, *GUIDES) if values[name] not in (None, "")}
        made = act.make(Package(zone=act.zone, code=values["code"], **{"office": act.office, **own}))
        asked = wanted(values["matters"])
        rows = {
            name: PackageMatter.objects.create(package=made, matter=matters[name], position=place)
            for place, (name, _before) in enumerate(asked, 1)
        }
        for name, before in asked:
            rows[name].after.set([rows[one] for one in before])
        made.save(update_fields=["words"])  # by which it is found: the names of its matters are known only now
        return made

    def _follow(self, act: Staging, package: Package, values: Values, matters: dict[str, Matter]) -> None:
        """Change what the row says otherwise of a package that is there."""
        if package.endings.standing().exists():
            raise Refused(gettext("This package has ended."), field="code")
        here = [(part.matter_id, {one.matter_id for one in part.after.all()}) for part in package.parts]
        said = [(matters[name].pk, {matters[one].pk for one in before}) for name, before in wanted(values["matters"])]
        if here != said:
            raise Refused(gettext("The matters of a package that is there are changed on its page."), field="matters")
        changed = [
            name
            for name in (*OWN, *GUIDES)
            if values[name] not in (None, "") and getattr(package, name) != values[name]
        ]
        for name in changed:
            setattr(package, name, values[name])
        if changed:
            package.tell_words()
            act.change(package, [*changed, "words"])


def _matters(act: Staging, text: str) -> dict[str, Matter]:
    """The matters a cell names, by code or by a name that is one matter's. Refuses what means none or several."""
    names = [name for name, _before in wanted(text)]
    rows = Matter.objects.filter(zone=act.zone)
    found = {row.code: row for row in rows.filter(code__in=names)}
    by_name: dict[str, list[Matter]] = {}
    for row in rows.filter(name__in=names):
        by_name.setdefault(row.name, []).append(row)
    found |= {name: same[0] for name, same in by_name.items() if len(same) == 1 and name not in found}
    unclear = [name for name in names if name not in found]
    if unclear:
        words = {"names": "、".join(unclear)}
        raise Refused(gettext("The catalogue has no matter, or several, called: %(names)s.") % words, field="matters")
    if len({row.pk for row in found.values()}) < len(names):
        raise Refused(gettext("A matter stands in the package twice."), field="matters")
    return found


__all__ = ["PackageRegister"]
