"""Who may look up the calendar: any office that records. Notices are loaded by whoever reviews in one."""

from dajuan.core.staff.rights import ANY_LINE, grant_line

grant_line(ANY_LINE, name="calendar")
