"""Who presses the buttons: signed-in people over plain HTTP, each with a connection of his own."""

from __future__ import annotations

import http.client
import random
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

CSRF = "b" * 32
FINE = {200, 302}


class Wanted(Protocol):
    """What is applied for: a matter with its papers, by an enterprise."""

    @property
    def matter(self) -> int: ...

    @property
    def papers(self) -> tuple[int, ...]: ...

    @property
    def code(self) -> str: ...


class Person:
    """Somebody signed in, at a keyboard."""

    def __init__(self, port: int, session: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "Accept-Language": "zh-CN"}

    def get(self, path: str) -> tuple[int, str]:
        """Status and where it leads."""
        return self._ask("GET", path, None)

    def post(self, path: str, **said: str) -> tuple[int, str]:
        """Status and where it leads."""
        return self._ask("POST", path, urlencode(said))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        typed = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF} if body is not None else {}
        self.line.request(method, path, body, self.headers | typed)
        answer = self.line.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")

    def submit(self, wanted: Wanted) -> str:
        """Hand an application in at the window, its papers shown there; the address of the case."""
        said = {"token": secrets.token_hex(16), "code": wanted.code, "window": "1", "then": "submit", "action": "send"}
        papers = {f"state_{paper}": "handed" for paper in wanted.papers}
        status, there = self.post(f"/services/cases/new/{wanted.matter}/", **said, **papers)
        if status != 302:
            raise RuntimeError(f"handing in: {status}")
        return there


@dataclass
class Told:
    """What happened to a crowd: statuses by what was asked, and how long each took in seconds."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    lasted: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return len(self.lost) + sum(n for (_what, status), n in self.statuses.items() if status not in FINE)


def crowd(port: int, sessions: list[str], seconds: float, wanted: Wanted, think: float) -> Told:
    """So many people at once, for so long: each lists, hands in, accepts, decides and reads, thinking in between."""
    told, end = Told(), time.monotonic() + seconds
    people = [
        threading.Thread(target=_work, args=(Person(port, session), told, end, wanted, think, n))
        for n, session in enumerate(sessions)
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return told


def _work(person: Person, told: Told, end: float, wanted: Wanted, think: float, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  chance from a seed is what a bench wants
    time.sleep(chance.uniform(0, think))
    while time.monotonic() < end:
        case = ""
        for what in ("list", "submit", "accept", "decide", "case"):
            began = time.monotonic()
            try:
                if what == "submit":
                    case = person.submit(wanted)
                    status = 302
                elif what == "list":
                    status, _there = person.get("/services/cases/")
                elif what == "case":
                    status, _there = person.get(case)
                else:
                    said = {"granted": "yes"} if what == "decide" else {"examiner": ""}
                    status, _there = person.post(f"{case}{what}/", **said)
            except (OSError, http.client.HTTPException, RuntimeError) as problem:
                told.lost.append(f"{what}: {problem!r}")
                return
            told.statuses[what, status] += 1
            told.lasted.append(time.monotonic() - began)
            time.sleep(chance.uniform(0.5, 1.5) * think)
