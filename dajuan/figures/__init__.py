"""Figures: rows and a measure, asked of the book as of any moment."""
