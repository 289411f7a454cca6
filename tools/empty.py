"""Whether an SQLite installation is empty: succeeds where nobody has an account and nothing was recorded.

Asked by ./run before it loads the demo, without the second that Django takes to start.
"""

import sqlite3
import sys
from pathlib import Path

TABLES = ("staff_user", "records_moment")


def empty(database: Path) -> bool:
    """True where none of the tables that any use fills has a row, or none exists yet."""
    if not database.exists():
        return True
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        known = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
        return not any(
            connection.execute(f"select 1 from {table} limit 1").fetchone()  # noqa: S608  # the two names above
            for table in TABLES
            if table in known
        )


if __name__ == "__main__":
    sys.exit(not empty(Path(sys.argv[1])))
