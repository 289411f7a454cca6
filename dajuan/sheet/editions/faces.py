"""What editions offer to the desk and the menu."""


def offer_all() -> None:
    """Called once, at start."""
