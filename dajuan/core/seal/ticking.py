"""The sealer of the embedded form: a thread of the server's process that looks every so often.

Where several processes serve, each has one, and whoever comes second finds the work done. A production of its own runs
`./run seal --every 60` beside the server instead.
"""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connections

from dajuan.core.seal.forms_kept import FormChanged
from dajuan.core.seal.sealing import SealBroken, seal
from dajuan.values.ticking import every

log = logging.getLogger(__name__)


def start(seconds: int) -> threading.Thread | None:
    """Begin to look every so many seconds; nothing for 0."""
    return every(seconds, look, "seal")


def look() -> None:
    """Seal once; what cannot be sealed is logged and tried again, and so is a database that is away or busy."""
    try:
        seal()
    except (SealBroken, FormChanged):
        log.exception("The ledger could not be sealed")
    except DatabaseError as error:
        log.warning("The sealer will try again: %s", error)
    finally:
        connections.close_all()
