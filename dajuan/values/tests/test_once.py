"""Who comes second reads what the first one made."""

import stat
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier

from dajuan.values.once import made_once


def test_all_who_start_at_once_hold_the_same_key(tmp_path: Path) -> None:
    begun, made = Barrier(8), count()

    def start(_process: int) -> bytes:
        begun.wait(timeout=60)
        return made_once(tmp_path / "a.key", lambda: str(next(made)).encode())

    with ThreadPoolExecutor(8) as pool:
        held = set(pool.map(start, range(8)))
    assert len(held) == 1
    assert held == {(tmp_path / "a.key").read_bytes()}
    assert [file.name for file in tmp_path.iterdir()] == ["a.key"], "nothing is left lying about"


def test_a_key_is_made_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.key"
    assert made_once(file, lambda: b"first") == made_once(file, lambda: b"second") == b"first"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
