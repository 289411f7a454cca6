"""Who may read, record and review government services: see `dajuan.core.staff.rights`."""

from dajuan.core.staff.rights import grant_line

grant_line("services")
