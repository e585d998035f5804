"""Events of screenings and of the episode of risk. Details are codes and counts, never an answer or a reason."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

SCREENING_OPENED = declare("screening.opened", _l("Opened a screening"), details={"instrument", "state"}, access=True)
SCREENING_PRINTED = declare(
    "screening.printed", _l("Printed a screening"), details={"instrument", "language"}, access=True
)
EPISODE_VIEWED = declare("risk.viewed", _l("Opened an episode of risk"), access=True)
EPISODE_OPENED = declare(
    "risk.opened", _l("Opened a new episode of risk"), details={"source", "level"}, private={"source", "level"}
)
TOLD = declare("risk.told", _l("Added what was told to an episode of risk"), details={"source"}, private={"source"})
LEVEL_CHANGED = declare(
    "risk.level", _l("Changed the level of risk"), details={"before", "after"}, private={"before", "after"}
)
ACTION_PLANNED = declare("risk.planned", _l("Added to a care plan"))
ACTION_ENDED = declare("risk.plan_ended", _l("Ended an item of a care plan"), details={"state"})
REVIEW_RECORDED = declare("risk.reviewed", _l("Recorded a review of risk"), details={"kind", "late_minutes"})
OBSERVED = declare("risk.observed", _l("Recorded an observation"), details={"late_entry", "correction"})
PLACEMENT_DECIDED = declare(
    "risk.placement", _l("Decided about the cell"), details={"alone", "override"}, private={"alone", "override"}
)
SAFETY_PLAN_WRITTEN = declare("risk.safety_plan", _l("Wrote a safety plan"), details={"version"})
SAFETY_PLAN_PRINTED = declare(
    "risk.safety_plan_printed", _l("Printed a safety plan"), details={"version", "language"}, access=True
)
HANDED_OVER = declare("risk.handed_over", _l("Handed an episode of risk over"), details={"kind"})
TAKEN_ON = declare("risk.taken_on", _l("Took an episode of risk on"), details={"kind"})
RESCREEN_ASKED = declare("risk.rescreen", _l("Set a new screening going"), details={"trigger"}, private={"trigger"})
INSTRUMENT_WORDS_ADDED = declare(
    "screening.words", _l("Imported the words of an instrument"), details={"instrument", "version", "language"}
)
CUT_OFF_ADDED = declare("screening.cut_off", _l("Added a cut-off"), details={"instrument", "outcome", "valid_from"})
FOLLOW_UP_BOOKED = declare(
    "screening.booked", _l("Booked a step after a screening"), details={"step"}, private={"step"}
)
FOLLOW_UP_DONE = declare("screening.step_done", _l("Took a step after a screening"), details={"step"}, private={"step"})
ANSWER_CORRECTED = declare(
    "screening.corrected", _l("Corrected an answer that meant danger"), details={"instrument", "items"}
)
OBSERVATION_WITHDRAWN = declare("risk.withdrawn", _l("Took an observation of somebody else back"))
WATCH_LOOKED_AT = declare("risk.pattern", _l("Looked at how the watch was kept"), details={"rows"}, access=True)
