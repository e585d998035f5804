"""Events of this room. Their words and subjects say nothing of what happened: a log is read outside the service."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

ENTERED = declare("mental.entered", _l("Made an entry of mental health care"))
TASK_ENDED = declare("mental.task", _l("Ended a task"), details={"state"})
TASK_GIVEN = declare("mental.task_given", _l("Gave a task to somebody"))
CARE_OPENED = declare("mental.opened", _l("Opened the page of mental health care"), access=True)
ENTRY_OPENED = declare("mental.entry_opened", _l("Opened an entry of mental health care"), access=True)
NOTE_OPENED = declare("mental.note_opened", _l("Opened a psychologist's note"), access=True)
REGISTER_OPENED = declare("mental.register", _l("Opened a register of the unit"), details={"register", "rows"})
REGISTER_TAKEN = declare(
    "mental.register_taken", _l("Took a register out as a file"), details={"register", "rows", "format"}
)
