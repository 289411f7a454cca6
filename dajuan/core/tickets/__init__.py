"""Tickets (问题、诉求): raised, dispatched, received, solved with proof, confirmed by another than the solver.

Kept by the office in charge of the line `tickets`: it dispatches, approves an extension and calls back. What a person
wrote stands in an erasable private row; an entry carries categories, offices and instants only (domain.md 2.9).
"""
