"""Key projects (重点项目): from signing to production, yearly lists, months, lights. C4 to C6, C22, C26 to C29.

Kept by the development and reform bureau; the project unit drafts a month's report by a personal link, the specialist
reviews it, the month is frozen. Domain.md 2.3 and 0.4.

What an account gets wrong most often, and where it is prevented:

- a start counts on the day its report is confirmed; the ceremony is an entry of its own and counts for nothing;
- lists are nested, national within provincial within municipal within the zone's: levels are never added;
- a plan is adjusted in the year, so a completion names the version of the plan it is measured against;
- image progress and statistical investment are two measures in two tables: side by side, with the gap, never mixed;
- a total raised in silence is asked about; a project under two names is merged and counts once.

To read the room: models/projects.py (a project and its nodes), models/lists.py (yearly lists), models/progress.py (the
reports of a month), models/lights.py and models/months.py (how a project stands, and the freeze), figures.py, forms/,
shelves.py, views.py.
"""
