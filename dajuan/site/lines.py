"""The lines of work of this installation: one word a line adds a room."""

LINES: list[str] = ["investment", "projects", "services", "city", "livelihood"]
