"""An edition on paper: the sheet it is signed on, the list an office confirms, the document, a correction note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dajuan.core.staff.models import Office, User
from dajuan.papers.paper import Annex, Block, Foot, Heading, Language, Paper, Table, Text, width
from dajuan.sheet.editions.content import Content
from dajuan.sheet.editions.drafting import printed
from dajuan.sheet.editions.models import Edition
from dajuan.sheet.editions.models.standing import Standing
from dajuan.values.bundles import Definition, FrozenValue

LONGEST_LINE = 19  # characters of the title's size on one line
TO_SIGN = "　" * 18 + "年　　月　　日"


def signing_sheet(edition: Edition, content: Content, figures: Sequence[Standing]) -> Paper:
    """The sheet on which an edition is signed (发文稿纸), with the text behind it."""
    owners = dict.fromkeys(str(one.office) for one in figures)
    unbacked = str(len(content.open_claims)) if content.open_claims else pgettext("sheet for signature", "none")
    rows = [
        [_("Signed by"), TO_SIGN],
        [_("Reviewed by"), _person(edition.review)],
        [_("Figures confirmed by"), _(", ").join(owners)],
        [_("Secrecy review"), _person(edition.secrecy_review)],
        [pgettext("sheet for signature", "Drafted by"), f"{edition.office} {edition.drafted_by}"],
        [pgettext("sheet for signature", "Title"), content.title],
        [pgettext("edition", "Document number"), edition.document_number.text if edition.document_number else ""],
        [_("Values as of ledger no."), str(content.moment)],
        [_("Claims nobody backs"), unbacked],
    ]
    return Paper(
        title=_("Sheet for signature"),
        blocks=[
            Table(
                [pgettext("sheet for signature", "Step"), _("Opinion and signature, date")],
                rows,
                shares=(26, 74),
                row_mm=12,
            ),
            *_body(content),
        ],
        language=_language(content),
        office=str(edition.office),
    )


def _person(step: Any) -> str:
    return f"{step.person} {date_format(step.happened_on)}" if step else TO_SIGN


def confirmation_list(edition: Edition, office: Office, figures: Sequence[Standing], by: User) -> Paper:
    """The figures of one office with room for its head's opinion (数据核实会签单)."""
    heads = [_("No."), _("Figure"), _("Value"), _("Unit"), _("Last year"), _("Plan"), _("Agreed / objection")]
    rows = [
        [
            str(place),
            one.definition.name,
            said.value,
            said.unit,
            said.before,
            said.plan,
            "",
        ]
        for place, one in enumerate(figures, 1)
        for said in [printed(one.frozen, one.definition, _ui_language())]
    ]
    drawn = f"{by} {timezone.localtime():%Y-%m-%d %H:%M}"
    out = edition.circulation
    caption = _("%(office)s · as of ledger no. %(cut)s · drawn by %(drawn)s") % {
        "office": office,
        "cut": out.cut if out else "",
        "drawn": drawn,
    }
    return Paper(
        title=_("List of figures to be confirmed"),
        blocks=[
            Text(str(edition)),
            Table(
                heads, rows, caption=caption, numbers=frozenset({2, 4, 5}), shares=(7, 26, 12, 9, 12, 12, 22), row_mm=9
            ),
            Text(_("Head of the office (signature):　　　　　　　　Date:")),
        ],
        language=_ui_language(),
    )


def document(edition: Edition, content: Content, drawn: str = "") -> Paper:
    """The edition as an official document.

    Once it has its number it carries the red head, addressee and foot; before it is frozen it says what it is, and
    who drew it when.
    """
    signing, number = edition.signing, edition.document_number
    with translation.override(content.language):
        issuer = _issuer(edition)
        return Paper(
            title=_title(content),
            blocks=_body(content),
            language=_language(content),
            issuer=pgettext("red head", "%(organ)s") % {"organ": issuer} if number else "",
            number=number.text if number else "",
            signer=str(signing.person) if signing and number else "",
            addressee=number.addressee if number else "",
            status="" if edition.freezing else f"{edition.get_stage_display()}　{drawn}".strip(),
            office=issuer,
            signed_on=signing.happened_on if signing else None,
            annexes=[Annex(_("The figures of this edition"), [_table(content)], across=True)],
            foot=Foot(number.copies_to, str(edition.office), number.happened_on) if number else Foot(),
        )


def _issuer(edition: Edition) -> str:
    """The full name of the organ above all offices: 渭川经济技术开发区管理委员会."""
    root = Office.objects.get(pk=int(edition.office.path.split("/")[1]))
    zone, organ = str(edition.zone), str(root)
    if zone in organ:
        return organ
    return f"{organ} of {zone}" if translation.get_language() == "en" else f"{zone}{organ}"


def correction_note(edition: Edition, lines: Sequence[str], language: Language, drawn: str = "") -> Paper:
    """The draft of a correction note (更正说明); a person signs and publishes it, or nobody does."""
    with translation.override(language):
        return Paper(
            title=_("Correction note"),
            blocks=[Text(line) for line in lines],
            language=language,
            status=f"{pgettext('edition', 'Draft')}　{drawn}".strip(),
            office=_issuer(edition),
        )


def _title(content: Content) -> str:
    """A long title is broken after the zone's name, where everybody would."""
    if width(content.title) <= LONGEST_LINE:
        return content.title
    if content.language == "en":
        return content.title.replace(": ", ":\n", 1)
    return f"{content.zone}\n{content.title.removeprefix(content.zone)}"


def _body(content: Content) -> list[Block]:
    return [
        Heading(one.words, min(one.level, 4)) if one.level else Text(one.text) for one in content.passages if one.words
    ]


def _table(content: Content) -> Table:
    heads = [_("No."), _("Figure"), _("Value"), _("Unit"), _("Last year"), _("Plan"), _("Records"), _("Definition")]
    rows = [_cells(place, one, content.definition[one.key]) for place, one in enumerate(content.values, 1)]
    return Table(heads, rows, numbers=frozenset({2, 4, 5, 6}), shares=(4, 19, 10, 8, 10, 10, 6, 33))


def _cells(place: int, value: FrozenValue, definition: Definition) -> list[str]:
    said = printed(value, definition, _ui_language())
    told = [str(place), definition.name, said.value, said.unit, said.before, said.plan]
    return [*told, str(value.rows), definition.counts]


def _language(content: Content) -> Language:
    return "en" if content.language == "en" else "zh-hans"


def _ui_language() -> Language:
    return "en" if translation.get_language() == "en" else "zh-hans"
