"""Figures over core's own entries; they stand here because core may not know figures."""
