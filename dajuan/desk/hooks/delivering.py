"""Delivering: each subscription in its order, one delivery at a time, the next only after the last was taken."""

from __future__ import annotations

import hmac
import json
from datetime import datetime, timedelta

from dajuan.core.outbox.posting import NotSent, host_of, post
from dajuan.desk.hooks.events import Cut, after
from dajuan.desk.hooks.models import PAUSED_AFTER, WAITS, Delivery, Host, Subscription

LEASE = timedelta(minutes=10)  # no tick of one subscription takes so long
A_TICK = 20  # deliveries of one subscription at one tick
KEPT = 100  # deliveries remembered of one subscription
GONE = 410  # the other side wants no more


def deliver_all(now: datetime) -> int:
    """Tell every subscription that waits what it has not been told; how many deliveries were taken."""
    return sum(_deliver(one, now) for one in Subscription.objects.waiting(now))


def _deliver(one: Subscription, now: datetime) -> int:
    """Tell one subscription what has been recorded since, until there is no more or something was not taken."""
    if not Subscription.objects.claim(one, now, now + LEASE):
        return 0
    one.refresh_from_db()
    taken = 0
    while taken < A_TICK and one.user.has_perm("api.ask"):
        cut = after(one.delivered_to, one.lines, one.user)
        if cut is None:
            break
        if not _told(one, cut, now):
            return taken
        taken += 1
    Subscription.objects.filter(pk=one.pk).update(next_at=now)
    return taken


def _told(one: Subscription, cut: Cut, now: datetime) -> bool:
    """Tell of some moments; True where it was taken and the next ones may follow."""
    if not cut.events:  # moments of others' work: passed over without a word
        _passed(one, cut.last)
        return True
    try:
        said = _send(one, cut, now)
    except NotSent as trouble:
        _failed(one, cut, now, str(trouble), for_ever=not trouble.again)
        return False
    _passed(one, cut.last)
    _write_down(one, cut, now, went_out=True, said=said)
    return True


def _send(one: Subscription, cut: Cut, now: datetime) -> str:
    """Post a batch of events; raises NotSent where it was not taken."""
    host = Host.objects.filter(name=host_of(one.url)).first()
    if host is None:
        raise NotSent("the administrator does not let webhooks reach this host")
    body = json.dumps(cut.events, ensure_ascii=False).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/cloudevents-batch+json; charset=utf-8",
        "Dajuan-Timestamp": stamp,
        "Dajuan-Signature": f"sha256={sign(one.secrets['secret'], stamp, body)}",
    }
    answer = post(one.url, body, headers, inside=host.inside)
    if not answer.is_good:
        raise NotSent(f"{answer.status} {answer.text}", again=answer.status != GONE)
    return str(answer.status)


def sign(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 over time and body, so that an old delivery cannot be sent again by somebody else."""
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, "sha256").hexdigest()


def _passed(one: Subscription, last: int) -> None:
    """Remember how far it was told."""
    one.delivered_to, one.failures, one.trouble = last, 0, ""
    Subscription.objects.filter(pk=one.pk).update(delivered_to=last, failures=0, trouble="")


def _failed(one: Subscription, cut: Cut, now: datetime, trouble: str, *, for_ever: bool) -> None:
    failures = one.failures + 1
    wait = timedelta(minutes=WAITS[min(failures, len(WAITS)) - 1])
    paused = now if for_ever or failures >= PAUSED_AFTER else None
    Subscription.objects.filter(pk=one.pk).update(
        failures=failures, trouble=trouble[:300], next_at=now + wait, paused_at=paused
    )
    _write_down(one, cut, now, went_out=False, said=trouble)


def _write_down(one: Subscription, cut: Cut, now: datetime, *, went_out: bool, said: str) -> None:
    facts = {"at": now, "first": cut.first, "last": cut.last, "events": len(cut.events)}
    Delivery.objects.create(subscription=one, went_out=went_out, said=said[:300], **facts)
    old = one.deliveries.order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 50]
    Delivery.objects.filter(pk__in=list(old)).delete()
