"""Two languages: what the zone wrote in Chinese, and in English where it has."""

from __future__ import annotations

from django.utils.translation import get_language


def reads_english() -> bool:
    """Whether the reader of this page reads English."""
    return (get_language() or "").startswith("en")


def in_reading(chinese: str, english: str) -> str:
    """A text in the reader's language, in Chinese where it has no other."""
    return english if english and reads_english() else chinese
