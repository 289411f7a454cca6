"""A room for practice: one subject, two entries, one form. What the core promises every room is tested on it."""
