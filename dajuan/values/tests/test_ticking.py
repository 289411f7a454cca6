"""Looking every so often: not at all for 0, else once after each rest."""

from __future__ import annotations

import pytest

from dajuan.values import ticking


def test_nothing_looks_where_it_is_switched_off() -> None:
    assert ticking.every(0, lambda: None, "look") is None


def test_it_looks_once_after_each_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[int] = []
    looks: list[int] = []

    def rest(seconds: int) -> None:
        if len(rests) == 2:
            raise SystemExit  # ends the thread, quietly
        rests.append(seconds)

    monkeypatch.setattr("dajuan.values.ticking.time.sleep", rest)
    thread = ticking.every(60, lambda: looks.append(len(rests)), "look")
    assert thread is not None and thread.daemon
    thread.join(10)
    assert (rests, looks) == ([60, 60], [1, 2])
