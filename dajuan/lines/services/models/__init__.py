"""What the room keeps: one module a subject."""
