"""Registers in from Excel and out to Excel."""
