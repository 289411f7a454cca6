"""What editions offer to the desk and the menu, and whom they tell what was published and confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dajuan.core.faces import Due, DueList, Faces, offer
from dajuan.core.staff.models import User
from dajuan.figures.published import tell_published
from dajuan.look.navigation import NavItem, register
from dajuan.sheet.editions.following import LifeOfEditions
from dajuan.sheet.editions.models import Edition, rights
from dajuan.sheet.editions.past import as_published
from dajuan.sheet.studio.life import follow
from dajuan.values.lights import by_deadline

UNDER_WAY = [
    Edition.Stage.CONFIRMING,
    Edition.Stage.REVIEWED,
    Edition.Stage.SIGNED,
    Edition.Stage.CLEARED,
    Edition.Stage.NUMBERED,
    Edition.Stage.FROZEN,
]
WARNING_DAYS = 2
NEXT = {
    Edition.Stage.REVIEWED: ("signing", "editions.sign", gettext_lazy("to be signed")),
    Edition.Stage.SIGNED: ("secrecy", "editions.clear", gettext_lazy("to be reviewed for secrecy")),
    Edition.Stage.CLEARED: ("numbering", "editions.draft", gettext_lazy("to be numbered")),
    Edition.Stage.NUMBERED: ("freezing", "editions.draft", gettext_lazy("to be frozen")),
    Edition.Stage.FROZEN: ("publishing", "editions.draft", gettext_lazy("to be published")),
}


def due_editions(user: User, day: date) -> list[Due]:
    """What an edition waits for from this person: figures to confirm (待核实), objections to answer, the next step."""
    rows = Edition.objects.visible_to(user).filter(stage__in=UNDER_WAY).select_related("office", "zone")
    return [due for edition in rows.order_by("year") for due in _dues(edition, user, day)]


def _dues(edition: Edition, user: User, day: date) -> Iterator[Due]:
    out = edition.circulation
    if out is None:
        return
    light = by_deadline(out.due_on, day, warning_days=WARNING_DAYS)
    for key, words in _waits(edition, user, day):
        yield Due(f"{edition} · {words}", reverse(f"editions:{key}", args=[edition.pk]), out.due_on, light)


def _waits(edition: Edition, user: User, day: date) -> Iterator[tuple[str, str]]:
    """The page and the words of each thing that waits for this person."""
    if edition.stage in NEXT:
        key, right, words = NEXT[Edition.Stage(edition.stage)]
        if user.has_perm(right, edition) and not (key == "secrecy" and edition.drafted_by_id == user.pk):
            yield key, str(words)
        return
    if waiting := _unconfirmed(edition, user, day):
        figures = ngettext("%(n)s figure to be confirmed", "%(n)s figures to be confirmed", waiting)
        yield "confirming", figures % {"n": waiting}
    if user.has_perm("editions.draft", edition) and (open_ := _unanswered(edition)):
        objections = ngettext("%(n)s objection to be answered", "%(n)s objections to be answered", open_)
        yield "show", objections % {"n": open_}
    if edition.drafted_by_id != user.pk and user.has_perm("editions.check", edition) and not _any_open(edition):
        yield "reviewing", _("to be reviewed")


def _unconfirmed(edition: Edition, user: User, day: date) -> int:
    """How many figures of this person's offices nobody has confirmed; whether a value has changed is not asked here."""
    content = edition.content()
    if content is None or not user.has_perm("editions.confirm", edition):
        return 0
    confirmed = set(edition.confirmations.standing().values_list("figure", flat=True))
    owners = rights.owners(edition.zone, [kept.line for kept in content.figures.values()], day, edition.office)
    mine = rights.confirmed_by(user, set(owners.values()), day)
    return sum(owners[kept.line] in mine and key not in confirmed for key, kept in content.figures.items())


def _unanswered(edition: Edition) -> int:
    answered = edition.replies.standing().values("objection")
    return int(edition.objections.standing().exclude(pk__in=answered).count())


def _any_open(edition: Edition) -> bool:
    """Whether a figure waits for its owner still."""
    content = edition.content()
    confirmed = set(edition.confirmations.standing().values_list("figure", flat=True))
    return content is None or not set(content.figures) <= confirmed


def offer_all() -> None:
    """Called once, at start."""
    title = gettext_lazy("Editions of the report")
    offer(
        Faces(
            line="editions",
            title=title,
            page="",
            icon="file-certificate",
            due_lists=(DueList(title, due_editions),),
            public_page="open-editions:index",
        )
    )
    register(NavItem(title, "editions:index", "editions.view", icon="file-certificate", order=32))
    tell_published("editions", as_published)
    follow(LifeOfEditions())
