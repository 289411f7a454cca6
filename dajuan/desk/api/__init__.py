"""The interface for programs: what pages show and do, with the same rights, as REST described by OpenAPI 3.1.

A line offers its part in its faces; the desk names none. Who asks is known by the session or by a token of the own.
"""
