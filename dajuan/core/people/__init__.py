"""Residents: an opaque key and an erasable private part."""
