"""Rights over the ledger's own entries, which belong to no line: mergers and erasures."""

from dajuan.core.staff.rights import ANY_LINE, grant_line

grant_line(ANY_LINE, name="records")
