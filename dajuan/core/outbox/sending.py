"""Sending what waits. A message is claimed first: two processes never send the same one.

Who dies between sending and writing it down leaves a message of which nobody knows whether it arrived. It is shown
to the administrator and not sent again by itself.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from dajuan.core.outbox.adapters import ADAPTERS, Parcel
from dajuan.core.outbox.models import Message, address_of, preference_of
from dajuan.core.outbox.posting import NotSent

LEASE = timedelta(minutes=10)  # no adapter takes so long
A_ROUND = 200


def send_waiting(now: datetime) -> Counter[str]:
    """Send what is ready, as often as there is something; how many ended how, by state."""
    _give_up_on_the_lost(now)
    found: Counter[str] = Counter()
    for message in Message.objects.ready(now)[:A_ROUND]:
        if Message.objects.claim(message, now):
            message.refresh_from_db()
            found[send(message, now)] += 1
    return found


def send(message: Message, now: datetime) -> str:
    """Send one message that was claimed; how it ended."""
    preference = preference_of(message.user)
    if (awake := preference.awake_at(now)) > now:
        message.not_before, message.state = awake, Message.State.WAITING
        message.tries -= 1
        message.save(update_fields=["not_before", "state", "tries"])
        return str(message.state)
    to = address_of(message.user, message.channel, preference)
    try:
        ADAPTERS[message.channel.kind](message.channel.secrets, Parcel(message.title, message.link, to, now))
    except NotSent as trouble:
        _did_not_go(message, trouble, now)
    else:
        message.settle(Message.State.SENT, at=now)
    return str(message.state)


def _did_not_go(message: Message, trouble: NotSent, now: datetime) -> None:
    if trouble.perhaps:
        message.settle(Message.State.UNKNOWN, at=now, trouble=str(trouble))
    elif trouble.again:
        message.put_off(at=now, trouble=str(trouble))
    else:
        message.settle(Message.State.FAILED, at=now, trouble=str(trouble))


def _give_up_on_the_lost(now: datetime) -> None:
    lost = Message.objects.filter(state=Message.State.SENDING, claimed_at__lt=now - LEASE)
    lost.update(state=Message.State.UNKNOWN, trouble="the process ended while it was sending")
