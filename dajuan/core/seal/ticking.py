"""The sealer of the embedded form: a thread of the server's process that looks every so often.

Where several processes serve, each has one, and whoever comes second finds the work done. A production of its own runs
`./run seal --every 60` beside the server instead.
"""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, connections

from dajuan.core.seal.forms_kept import FormChanged
from dajuan.core.seal.sealing import SealBroken, seal

log = logging.getLogger(__name__)


def start(seconds: int) -> threading.Thread | None:
    """Begin to look every so many seconds; nothing for 0."""
    if not seconds:
        return None
    thread = threading.Thread(target=follow, args=(seconds,), name="seal", daemon=True)
    thread.start()
    return thread


def follow(seconds: int) -> None:
    """Seal what was recorded, again and again. What cannot be sealed is logged, and tried again."""
    while True:
        time.sleep(seconds)
        look()


def look() -> None:
    """Seal once; a database that is away or busy is none of the sealer's business."""
    try:
        seal()
    except (SealBroken, FormChanged):
        log.exception("The ledger could not be sealed")
    except DatabaseError as error:
        log.warning("The sealer will try again: %s", error)
    finally:
        connections.close_all()
