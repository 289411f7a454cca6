"""City quality (城市品质): works, overhead lines, green, illegal buildings, waste sorting. Claims C54 to C65.

Kept by the construction bureau with the city-management bureau and the streets. The frame is the city's programme of
"three modifications, one connection, one landing" (三改一通一落地) before the 14th National Games. The contractor
reports progress; an acceptance team confirms; the owners of pipes and lines sign for cables.

What an account gets wrong most often, and where it is prevented:

- a road opened in two sections counts once: figures count distinct works, and overlapping shapes are warned of;
- ducts built and cables brought down are two entries of two types and are never added;
- a street stands under "back street" or under "road upgrade", for a work has one kind;
- a converted green plot is no new green; a building "dealt with" is not always demolished.

To read the room, or to copy it: models/works.py (a subject, its entries, its rules), figures.py, forms.py, shelves.py
(what the lists and pages differ in), views.py (every page, written once), faces.py (what the desk is offered),
registers.py (ledgers that come in), sample.py and tests/ (a year to count on fingers).
"""
