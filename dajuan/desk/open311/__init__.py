"""Open311 GeoReport v2 over tickets: problems told to any program of citizens, and taken from those with a key.

What anybody may know: number, kind, state, office, days, and a point as coarse as a block. Never the words in which a
problem was raised, its address or its raiser. A jurisdiction is a zone. Reference: wiki.open311.org/GeoReport_v2.
"""
