"""Figures of government services. Claims C8, C40 to C53."""
