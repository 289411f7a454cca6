"""Looking through everybody's due lists: a day before, on the day, and once when it is overdue.

A thing is told once at each stage, however often the lists are looked through.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.faces import Due, all_faces
from dajuan.core.outbox.models import Preference, Reminded, Sweep, channel_for, preference_of, put_out
from dajuan.core.staff.models import Post, User

SLOTS = (time(8), time(14))  # when the lists are looked through by themselves, in the zone's time
KEPT = timedelta(days=400)


class Stage(TextChoices):
    AHEAD = "ahead", _("due tomorrow")
    TODAY = "today", _("due today")
    OVERDUE = "overdue", pgettext_lazy("outbox", "overdue")


def stage_of(due: Due, day: date) -> Stage | None:
    """At which stage something is to be told on a day; None where it still has time."""
    if due.due_on < day:
        return Stage.OVERDUE
    return {day: Stage.TODAY, day + timedelta(days=1): Stage.AHEAD}.get(due.due_on)


def sweep_if_due(now: datetime) -> int | None:
    """Look through the lists once for each part of the day; None where this part has been looked through."""
    local = timezone.localtime(now)
    passed = [slot for slot in SLOTS if local.time() >= slot]
    if not passed:
        return None
    _row, mine = Sweep.objects.get_or_create(slot=f"{local.date()} {passed[-1]:%H}", defaults={"begun_at": now})
    return sweep(now) if mine else None


def sweep(now: datetime) -> int:
    """Remind everybody who serves today; how many messages were made."""
    day = timezone.localdate(now)
    Reminded.objects.filter(day__lt=day - KEPT).delete()
    serving = User.objects.filter(is_active=True, zone__isnull=False, pk__in=_serving(day))
    return sum(remind(user, now) for user in serving.select_related("zone").order_by("pk").iterator(chunk_size=200))


def remind(user: User, now: datetime) -> int:
    """Remind one person of what is due: a message for each list and stage. How many were made."""
    preference = preference_of(user)
    if channel_for(user, preference) is None:
        return 0
    with translation.override(preference.language):
        groups = due_by_list_and_stage(user, timezone.localdate(now))
        return sum(_tell(user, preference, what, now) for what in groups)


def due_by_list_and_stage(user: User, day: date) -> list[tuple[Any, Stage, list[Due]]]:
    """What is to be told on a day: title of the list, stage, and the things, in the order of the lists."""
    found: dict[tuple[str, Stage], list[Due]] = {}
    for faces in all_faces():
        for one in faces.due_lists:
            for due in one.due(user, day):
                if stage := stage_of(due, day):
                    found.setdefault((str(one.title), stage), []).append(due)
    return [(title, stage, some) for (title, stage), some in found.items()]


@transaction.atomic
def _tell(user: User, preference: Preference, what: tuple[Any, Stage, list[Due]], now: datetime) -> int:
    """One message about those of the things nobody has been told of at this stage; the row of the user is locked."""
    title, stage, due = what
    list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))
    words = {word_of(one, stage): one for one in due}
    told = set(Reminded.objects.filter(user=user, word__in=words).values_list("word", flat=True))
    new = {word: one for word, one in words.items() if word not in told}
    if not new:
        return 0
    made = put_out(
        user, title=_in_words(title, stage, len(new)), link=_leads_to(new.values()), now=now, preference=preference
    )
    if made is None:
        return 0
    Reminded.objects.bulk_create([Reminded(user=user, word=word, day=one.due_on) for word, one in new.items()])
    return 1


@transaction.atomic
def tell_once(user: User, what: str, *, title: str, link: str, day: date, now: datetime) -> bool:
    """Tell somebody of one thing, known by an address or the like, once and never again. Whether it was told now."""
    list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))
    word = sha256(what.encode()).hexdigest()
    if Reminded.objects.filter(user=user, word=word).exists() or put_out(user, title=title, link=link, now=now) is None:
        return False
    Reminded.objects.create(user=user, word=word, day=day)
    return True


def word_of(due: Due, stage: Stage) -> str:
    """What a thing is known by at a stage; a deadline that was moved is another thing. An overdue one is told once."""
    return sha256(f"{due.url} {due.due_on} {stage.value}".encode()).hexdigest()


def _in_words(title: str, stage: Stage, number: int) -> str:
    """The list and how many: never what one of them is called, which may name somebody."""
    return str(_("%(list)s: %(n)s %(stage)s") % {"list": title, "n": number, "stage": stage.label})


def _leads_to(due: Iterable[Due]) -> str:
    urls = {one.url for one in due}
    return urls.pop() if len(urls) == 1 else settings.LOGIN_REDIRECT_URL


def _serving(day: date) -> Any:
    return Post.objects.held_on(day).order_by().values("user")
