"""A busy service hall: its cases, a server that is measured from outside, and the people who press its buttons."""
