"""What leaves the house to remind somebody: a title and a link, by the channels an office uses (office.md 13).

Kept by the system administrator: channels, what waits and what failed. Nothing personal stands in a message; a
person's own address is encrypted. A message whose fate is not known is never sent again by itself.
"""
