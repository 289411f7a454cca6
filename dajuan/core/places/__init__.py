"""Division codes with dates of validity, the zone's areas and who answers for them, and geometry.

A zone lies on the ground of real districts without being one (domain.md 0.1): what counts for it, and which office is
responsible, is a matter of dates.
"""
