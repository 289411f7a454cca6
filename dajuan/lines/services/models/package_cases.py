"""The case of a package and those of its matters: each begins when what it waits for is decided in its favour."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, Refused
from dajuan.lines.services.models.case_entries import CLOSED, ENDED, PartOfCase
from dajuan.lines.services.models.examination import Decision
from dajuan.lines.services.models.handed import CasePaper

CHOSEN = "matters"  # under which name the case of a package keeps the keys of the matters applied for


class InPackage(PartOfCase):
    """What a case does as the whole of a package, or as a part of one; mixed into Case before what decides it."""

    if TYPE_CHECKING:
        children: Any
        company: Any
        person: Any
        channel: str
        package: Any
        package_case: Any
        package_case_id: int | None
        texts: dict[str, str]

    def begin(self, act: Act, matter: Any, at: datetime) -> Any:
        """The case of one matter of the package, with those of the papers that its version asks for."""
        version = matter.version_on(timezone.localdate(at))
        asked = set(version.materials.values_list("paper", flat=True)) if version else set()
        papers = [
            CasePaper(paper=one.paper, evidence=one.evidence, state=one.state, reused_from=one.reused_from)
            for one in CasePaper.objects.filter(case=self.pk, paper__in=asked).select_related("paper", "evidence")
        ]
        who = {"company": self.company, "person": self.person, "channel": self.channel}
        return type(self).submit(act, matter=matter, at=at, papers=papers, package_case=self, **who)  # type: ignore[attr-defined]  # of Case

    def go_on(self, act: Act, at: datetime, granted: int = 0) -> list[Any]:
        """Begin each matter applied for whose predecessors are decided; `granted` is decided in this very act."""
        chosen = {int(key) for key in self.texts.get(CHOSEN, "").split(",") if key}
        begun = dict(self.children.values_list("matter", "stage"))
        done = {matter for matter, stage in begun.items() if stage in CLOSED} | {granted}
        spared = {part.matter_id for part in self.package.parts} - chosen
        waiting = [part.matter for part in self.package.ready(done | spared) if part.matter_id not in begun]
        return [self.begin(act, matter, at) for matter in waiting if matter.pk in chosen]

    def decide(self, act: Act, *, at: datetime, **facts: Any) -> Decision:
        """As every case is decided; the whole after its parts, and a part granted lets the next ones begin."""
        if self.package is not None and self.children.exclude(stage__in=(*CLOSED, *ENDED)).exists():
            raise Refused(_("Matters of this package are still open: they are decided first."))
        decision: Decision = super().decide(act, at=at, **facts)  # type: ignore[misc]  # of Examined, further on
        if self.package_case_id and decision.granted:
            self.package_case.go_on(act, at, granted=self.matter.pk)
        return decision
