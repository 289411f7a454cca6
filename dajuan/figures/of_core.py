"""Figures over core's own entries; they stand here because core may not know figures.

Tickets: what the article calls livelihood problems solved (C98) counts where its raiser, or somebody else than the
solver, confirmed it. A completion rate alone measures nothing (domain.md 2.9), so solution and satisfaction stand
beside it. `turn` is the key of a ticket and its round: a reopened ticket is due once more.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Merged
from dajuan.core.tickets.models import (
    Confirmation,
    Dispatch,
    Extension,
    Reopening,
    Report,
    Return,
    Satisfaction,
    Solution,
)
from dajuan.figures.vocabulary import Rows, Span, row

TICKET = "tickets.ticket"
BY = {"category_id": _("category"), "office_id": _("office"), "source": _("channel"), "area_id": _("part of the zone")}
RAISED_BY = {name: BY[name] for name in ("category_id", "source", "area_id")}  # the lead is not known yet

merged = Rows(Merged).where(row.type == TICKET)
raised = Rows(Report).unless("ticket_id", merged, "gone")
returned = Rows(Return)
reopened = Rows(Reopening)
dispatched = Rows(Dispatch).unless("turn", returned, "turn").unless("ticket_id", merged, "gone")
solved = Rows(Solution)
standing_solved = solved.unless("turn", reopened, "turn")
confirmed = Rows(Confirmation)
late = (
    Rows(Dispatch, on="due_on")
    .unless("turn", returned, "turn")
    .unless("ticket_id", merged, "gone")
    .unless("turn", solved.where(row.in_time), "turn")
)
rated = confirmed.where(row.reached, row.satisfied != Satisfaction.UNRATED.value)


def _said(counts: Any, **more: Any) -> Any:
    return {"unit": _("problems"), "counts": counts, "by": BY, **more}


tickets_raised = Rows(Report).distinct(
    "ticket_id",
    _("Problems raised"),
    subject=TICKET,
    **_said(_("On the day it was raised; duplicates that were merged count once."), by=RAISED_BY),
)
tickets_solved = solved.distinct(
    "ticket_id",
    _("Problems reported as solved"),
    subject=TICKET,
    **_said(_("On the day the office in charge reported it as solved, confirmed or not.")),
)
tickets_confirmed = confirmed.distinct(
    "ticket_id",
    _("Problems solved and confirmed"),
    subject=TICKET,
    claim="C98",
    public=True,
    **_said(_("On the day its raiser, or somebody who did not solve it, confirmed it; of all sources.")),
)
tickets_open = raised.unless("ticket_id", standing_solved, "ticket_id").distinct(
    "ticket_id",
    _("Problems open"),
    subject=TICKET,
    span=Span.AT,
    better="down",
    **_said(_("Raised by that day and not solved by then; reopened ones are open again."), by=RAISED_BY),
)
tickets_dispatched = dispatched.count(
    _("Problems dispatched"),
    **_said(_("Each dispatch that was not returned, on its day; a reopened problem is dispatched once more.")),
)
_in_time = dispatched.unless("turn", late, "turn").count(
    _("Problems dispatched and not late"),
    **_said(_("Dispatched in the period and, by its end, solved in time, not yet due, or without a limit.")),
)
tickets_in_time = _in_time.over(
    tickets_dispatched,
    _("Problems handled in time"),
    by=BY,
    counts=_("Not late / dispatched. Late is what was solved after its due instant or is open past its due day."),
)
tickets_late = late.count(
    _("Problems late"),
    better="down",
    **_said(_("On its due day: solved after its due instant, or not solved by the end of the period.")),
)
_satisfied = rated.where(row.satisfied == Satisfaction.YES.value).count(
    _("Satisfied raisers"), **_said(_("On the day of the call-back."))
)
_rated = rated.count(
    _("Raisers who rated"), **_said(_("On the day of the call-back; who was not reached is left out."))
)
tickets_satisfaction = _satisfied.over(
    _rated,
    _("Satisfaction with solved problems"),
    by=BY,
    public=True,
    counts=_("Satisfied / rated; who was not reached, and who did not rate, is left out."),
)
_reopenings = reopened.count(_("Problems reopened"), **_said(_("On the day it was reopened."), better="down"))
_solutions = solved.count(_("Solutions reported"), **_said(_("Each time a problem is reported as solved.")))
tickets_reopened = _reopenings.over(
    _solutions,
    _("Solved problems reopened"),
    by=BY,
    better="down",
    counts=_("Reopenings of the period / solutions reported in the period."),
)
_extensions = Rows(Extension).count(_("Extensions"), **_said(_("On the day it was granted."), better="down"))
tickets_extended = _extensions.over(
    tickets_dispatched,
    _("Problems given more time"),
    by=BY,
    better="down",
    counts=_("Extensions granted / problems dispatched, both of the period."),
)
