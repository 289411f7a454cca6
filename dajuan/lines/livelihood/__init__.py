"""Livelihood: schools and seats, hospitals, venues, the air (C66–C77).

Kept by the zone's education, health, ecology and construction bureaus. Readings of the air come from stations by
import, never by hand.
"""
