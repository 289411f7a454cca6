"""Enterprises and other bodies with a unified credit code: known once, by every line. Each line keeps its own facts."""
