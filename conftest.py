"""Fixtures that every test may use, wherever it stands."""

pytest_plugins = ["tests.fixtures"]
