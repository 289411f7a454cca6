"""Who may do what in this room."""

from dajuan.core.staff.rights import grant_line

grant_line("livelihood")
