"""What key projects offer to the desk."""


def offer_all() -> None:
    """Offer the faces to the desk and the first page to the menu; called once, at start."""
