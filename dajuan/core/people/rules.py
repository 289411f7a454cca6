"""Who may look up residents: any office that records. Which ones it sees: those it entered itself."""

from dajuan.core.staff.rights import ANY_LINE, grant_line

grant_line(ANY_LINE, name="people")
