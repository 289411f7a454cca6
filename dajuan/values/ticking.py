"""Looking every so often: the threads of the embedded form that work behind the server's answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


def every(seconds: int, look: Callable[[], object], name: str) -> threading.Thread | None:
    """Begin to look every so many seconds, in a thread that ends with the process; nothing for 0.

    What fails is the look's own to catch: an error that leaves it ends the thread.
    """
    if not seconds:
        return None

    def again() -> None:
        while True:
            time.sleep(seconds)
            look()

    thread = threading.Thread(target=again, name=name, daemon=True)
    thread.start()
    return thread
