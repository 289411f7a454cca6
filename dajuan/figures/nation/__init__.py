"""Many zones together: one declaration, asked of the mirrors of all of them, or of the cells they publish.

Where rows may be read, the mirrors are read together (reading.py), on DuckDB or on a cluster's Spark by its URL alone.
Where rows may not leave a zone, it publishes signed cells: the integers behind its figures (cells.py). Either way the
whole is put together from integers only, so the zones' parts add up to it (adding.py). See docs/decisions/0026.
"""
