"""Papers about a case: the licence with its code, and the notice of missing papers in two copies."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dajuan.core.records.models import Refused
from dajuan.lines.services.models import Case, LicenceIssued, MissingCommitment, PaperKind
from dajuan.papers.codes import code_svg
from dajuan.papers.paper import Block, Paper, Picture, Table, Text

Language = Literal["zh-hans", "en"]
COPIES = (1, 2)


def licence_paper(licence: LicenceIssued, address: str, language: Language) -> Paper:
    """The licence: what is printed is what was signed; `address` is where the code leads."""
    printed = licence.printed()
    if not printed["holder"]:
        raise Refused(_("The holder's name was erased: this licence cannot be printed any more."))
    until = date_format(licence.valid_to) if licence.valid_to else _("without an end")
    rows = [
        [_("Number of the licence"), printed["number"]],
        [_("Holder"), printed["holder"]],
        [pgettext("licence", "Valid from"), date_format(licence.valid_from)],
        [pgettext("licence", "Valid to"), until],
        [pgettext("licence", "Issued by"), printed["office"]],
    ]
    facts = Table([_("Entry on the licence"), _("What it says")], rows, shares=(1, 2))
    words = _("Scan the code: the page that opens says whether this licence was issued here and still holds.")
    code = Picture(code_svg(address), _("Code for verification: %(address)s") % {"address": address}, width_mm=42)
    return Paper(
        language=language,
        title=printed["title"],
        office=printed["office"],
        signed_on=licence.happened_on,
        blocks=[facts, Text(words), code],
    )


def missing_paper(case: Case, commitment: MissingCommitment, copy: int, language: Language) -> Paper:
    """The notice of an acceptance with papers missing; one copy for the applicant, one for the office."""
    names = dict(PaperKind.objects.filter(zone=case.zone_id, code__in=commitment.missing).values_list("code", "name"))
    rows = [[str(place), names.get(code, code)] for place, code in enumerate(commitment.missing, 1)]
    words: dict[str, Any] = {
        "number": case.number,
        "matter": case.matter or case.package,
        "applicant": case.applicant,
        "due": date_format(commitment.due_on),
        "at": date_format(commitment.happened_on),
    }
    accepted = _(
        "The application of %(applicant)s for “%(matter)s” (case %(number)s) was accepted on %(at)s although the papers"
        " below are missing; examination begins at once."
    )
    promised = _(
        "The applicant has committed to hand them in by %(due)s. A paper counts on the day it reaches the office. The"
        " result is handed over once all of them are there."
    )
    consequence = _(
        "If they have not come by that day, the case is returned without a result, and the broken commitment may be"
        " entered in the credit record. Force majeure prolongs the day."
    )
    signed = Table([_("Applicant (signature)"), _("Officer (signature)")], [["", ""]], row_mm=18)
    table = Table([_("No."), _("Missing paper")], rows, shares=(1, 8))
    blocks: list[Block] = [Text(accepted % words), table, Text(promised % words), Text(consequence), signed]
    return Paper(
        language=language,
        title=_("Notice of acceptance with papers missing"),
        copy_number=_("Copy %(copy)s of 2: %(who)s")
        % {"copy": copy, "who": _("for the applicant") if copy == 1 else _("for the office")},
        office=case.office.name,
        signed_on=commitment.happened_on,
        blocks=blocks,
    )
