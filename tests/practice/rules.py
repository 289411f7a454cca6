from dajuan.core.staff.rights import grant_line

grant_line("practice")
