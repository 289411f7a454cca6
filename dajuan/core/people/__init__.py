"""Residents: an opaque key and an erasable private part. Those who work for the zone are staff, not people.

An entry names a resident only by the key, which is random and says nothing; names, numbers, telephones and addresses
stand in a private row that is encrypted under a key of its own and dies with it (design.md section 3).
"""
