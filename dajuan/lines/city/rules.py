"""Who may read, record and review city quality: see `dajuan.core.staff.rights`."""

from dajuan.core.staff.rights import grant_line

grant_line("city")
