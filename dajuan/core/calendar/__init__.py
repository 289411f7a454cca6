"""Working days, clocks and rule sets with dates: what the trade changes by decree is data, not code.

Each row knows the day it was issued and the moment it was recorded. Pages and deadlines ask "by what had been issued
on that day" (`known=`); figures and frozen editions go by the moment (`as_of=`). See domain.md 3.2.
"""
