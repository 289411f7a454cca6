"""Assessment forms of those above (考核评价表): classes, items and weights as dated data, filled from figures.

One record serves several uppers: an item names a figure, so nothing is typed a second time (domain.md 4.1, 6).
"""
