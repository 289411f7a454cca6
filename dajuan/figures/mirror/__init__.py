"""The columnar mirror: a copy of the ledger's countable columns in Parquet files, for the engine that reads columns.

It is a cache: it may be deleted at any time and is built anew while people write. It holds the entries of every zone up
to its watermark, open ones (not withdrawn by then) and closed ones apart; what came since is read from the ledger and
merged (tail.py). Why it is laid out like this: docs/decisions/0025-the-mirror.md.
"""

from dajuan.figures.mirror.reading import Files, Mirror, opened

__all__ = ["Files", "Mirror", "opened"]
