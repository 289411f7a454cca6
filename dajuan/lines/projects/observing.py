"""The result of an observation round as a document: the places, and by which sheets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dajuan.core.records.models import today
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.projects.models import Observation
from dajuan.papers.faces import NoFont
from dajuan.papers.paper import Block, Heading, Paper, Table, Text
from dajuan.papers.pdf import pdf


@needs("projects.view")
@require_safe
def result(request: SignedInRequest, pk: int) -> HttpResponse:
    """The result of a round as PDF; before the places stand it says that it is not final."""
    rows = Observation.objects.visible_to(request.user).select_related("office")
    observation = get_object_or_404(rows, pk=pk)
    try:
        printed = pdf(paper(observation))
    except NoFont as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(observation.get_absolute_url())
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="observation-{pk}.pdf"'
    return answer


def paper(observation: Observation) -> Paper:
    """Criteria, places, and which sheets were left out."""
    placed = observation.places.standing().first()
    return Paper(
        title=_("Result of the observation round\n%(name)s") % {"name": observation.name},
        blocks=_blocks(observation),
        language="en" if get_language() == "en" else "zh-hans",
        office=observation.office.name,
        signed_on=placed.happened_on if placed else today(),
        status="" if placed else _("not final"),
    )


def _blocks(observation: Observation) -> list[Block]:
    sheet = observation.sheet
    criteria = [[one["name"], str(one["weight"])] for one in sheet.criteria] if sheet else []
    left_out = sheet and sheet.drops
    rows = [
        [str(one.place), one.project.name, one.mean, str(one.sheets), one.left_out_words or "–"]
        for one in observation.result()
    ]
    heads = [_("Place in the round"), _("Project"), _("Points"), _("Sheets"), _("Left out")]
    dropped = _("The highest and the lowest sheet of each project are left out.")
    weights = Table([_("Criterion"), _("Weight of the criterion")], criteria, numbers=frozenset({1}), shares=(4, 1))
    table = Table(heads, rows, numbers=frozenset({2, 3}), shares=(2, 8, 3, 3, 4))
    return [
        Heading(_("Criteria")),
        *([weights] if sheet else []),
        Text(dropped if left_out else _("All sheets count.")),
        Heading(_("Result of the round")),
        table if rows else Text(_("No judge's sheet is recorded yet.")),
    ]
