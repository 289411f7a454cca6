"""The rooms: one line of work each, of one shape."""
