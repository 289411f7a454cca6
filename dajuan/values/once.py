"""A file that is made once and read ever after, however many processes start at the same time."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile


def made_once(file: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content; made if it is absent, readable by its owner only.

    It appears under its name whole and by whoever is first: who comes second reads what the first one made.
    """
    if not file.exists():
        with NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}.", delete=False) as part:
            part.write(make())
            part.flush()
            os.fsync(part.fileno())
        try:
            os.link(part.name, file)
        except FileExistsError:
            pass
        finally:
            os.unlink(part.name)
    return file.read_bytes()
