"""How a message goes out by each kind of channel. Each answers nothing on success and raises NotSent otherwise."""

from __future__ import annotations

import base64
import hmac
import json
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, quote_plus, unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from dajuan.core.outbox.models import Channel
from dajuan.core.outbox.posting import TIMEOUT, Answer, NotSent, post

FOR_EVER = 500  # of e-mail: refusals from here on stay (RFC 5321)
THEIR_FAULT = 500  # of HTTP: refusals from here on may pass
TOO_MANY = 429


@dataclass(frozen=True)
class Parcel:
    """What goes out: a title and a link to an address (a telephone, an e-mail address, empty for a group)."""

    title: str
    link: str
    to: str
    at: datetime


Adapter = Callable[[dict[str, str], Parcel], None]


def wecom(settled: dict[str, str], parcel: Parcel) -> None:
    """企业微信 group robot: a text that mentions a person by telephone."""
    said = {"content": f"{parcel.title}\n{parcel.link}"} | ({"mentioned_mobile_list": [parcel.to]} if parcel.to else {})
    _robot(settled["address"], {"msgtype": "text", "text": said})


def dingtalk(settled: dict[str, str], parcel: Parcel) -> None:
    """钉钉 group robot; signed where the robot has a secret."""
    address, secret = settled["address"], settled.get("secret", "")
    if secret:
        stamp = str(int(parcel.at.timestamp() * 1000))
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256").digest()
        address += f"&timestamp={stamp}&sign={quote_plus(base64.b64encode(digest))}"
    content: dict[str, Any] = {"msgtype": "text", "text": {"content": f"{parcel.title}\n{parcel.link}"}}
    _robot(address, content | ({"at": {"atMobiles": [parcel.to]}} if parcel.to else {}))


def sms(settled: dict[str, str], parcel: Parcel) -> None:
    """An SMS gateway that takes {"to", "text"} as JSON under a bearer token."""
    headers = {"Authorization": f"Bearer {settled['secret']}"} if settled.get("secret") else {}
    _refuse_bad(_json(settled["address"], {"to": parcel.to, "text": f"{parcel.title} {parcel.link}"}, headers))


def mail(settled: dict[str, str], parcel: Parcel) -> None:
    """E-mail by the office's own server, smtp://host:25?from=… or smtps://name@host:465?from=…; its word is secret."""
    parts = urlsplit(settled["address"])
    letter = EmailMessage()
    letter["Subject"], letter["To"] = parcel.title, parcel.to
    letter["From"] = parse_qs(parts.query).get("from", [f"dajuan@{parts.hostname}"])[0]
    letter.set_content(f"{parcel.title}\n\n{parcel.link}\n")
    begin = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with begin(parts.hostname or "", parts.port or 0, timeout=TIMEOUT) as server:
            if parts.username:
                server.login(unquote(parts.username), settled.get("secret", ""))
            server.send_message(letter)
    except smtplib.SMTPResponseException as error:
        for_now = error.smtp_code < FOR_EVER
        raise NotSent(f"{error.smtp_code} {error.smtp_error!r}", again=for_now) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"no mail server: {error}") from error


def file(_settled: dict[str, str], parcel: Parcel) -> None:
    """A line of JSON in a file a day, for whoever carries it out of a network that has no way out."""
    folder = settings.DATA_DIR / "outbox"
    folder.mkdir(exist_ok=True)
    day = timezone.localdate(parcel.at)
    line = {"at": parcel.at.isoformat(), "to": parcel.to, "title": parcel.title, "link": parcel.link}
    with (folder / f"{day:%Y-%m-%d}.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(line, ensure_ascii=False) + "\n")


ADAPTERS: dict[str, Adapter] = {
    Channel.Kind.WECOM: wecom,
    Channel.Kind.DINGTALK: dingtalk,
    Channel.Kind.SMS: sms,
    Channel.Kind.MAIL: mail,
    Channel.Kind.FILE: file,
}


def _json(address: str, content: dict[str, Any], headers: dict[str, str]) -> Answer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return post(address, body, {"Content-Type": "application/json; charset=utf-8", **headers}, inside=True)


def _robot(address: str, content: dict[str, Any]) -> None:
    """Both robots answer {"errcode": 0} where they took it."""
    answer = _json(address, content, {})
    _refuse_bad(answer)
    try:
        code = json.loads(answer.text).get("errcode", 0)
    except (ValueError, AttributeError) as error:
        raise NotSent(f"an answer that is none: {answer.text}", perhaps=True) from error
    if code:
        raise NotSent(answer.text)


def _refuse_bad(answer: Answer) -> None:
    if not answer.is_good:
        raise NotSent(
            f"{answer.status} {answer.text}", again=answer.status >= THEIR_FAULT or answer.status == TOO_MANY
        )  # theirs for now, ours for ever
