"""Government services (政务服务): matters, packages, cases, policies. Claims C8, C40 to C53.

Kept by the administrative approval service bureau; domain.md 2.5 and 3.1. Most cases live on the provincial platform
and are mirrored from its exports, so that nobody types anything twice; a matter is accepted here only where that is
switched on for it.

What an account gets wrong most often, and where it is prevented:

- accepted and decided in a period differ by the cases in hand, and the stock must add up;
- what was withdrawn before acceptance is no case; a task of a package is no separate case;
- decided with papers missing and decided in time are shares of what was decided, never of what was submitted;
- what was not rated is not satisfied;
- a package merged into another is out of the count of packages.

To read the room: models/matters.py (the catalogue), models/packages.py (several matters as one), models/cases.py (a
case and its clock), models/mirrored.py (batches of the platform), figures.py, forms/, shelves.py, views/.
"""
