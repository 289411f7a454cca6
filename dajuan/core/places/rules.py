"""Who may look up and draw areas: any office that records."""

from dajuan.core.staff.rights import ANY_LINE, grant_line

grant_line(ANY_LINE, name="places")
