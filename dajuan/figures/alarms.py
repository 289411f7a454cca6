"""What an administrator must know of the figures' machinery."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


def sound(kind: str, words: str) -> None:
    logger.error("%s: %s", kind, words)
