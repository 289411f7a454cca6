"""The pages of the room: one module a subject; shelves.py holds the pages all subjects have alike."""
