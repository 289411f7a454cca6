"""Offices, posts, accounts and what they may do."""
