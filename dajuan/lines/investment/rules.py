"""Who may read, record and review investment promotion: see `dajuan.core.staff.rights`."""

from dajuan.core.staff.rights import grant_line

grant_line("investment")
