"""What this room follows: an arrival begins the plan of screens, a movement may mean that somebody is asked again,
isolation and the level of an episode are looked at together, a score of withdrawal calls for the next, and whoever told
an examiner of thoughts of suicide is asked at once.
"""

from __future__ import annotations

from healthapp import happenings
from healthapp.risk import apart, scheduler, withdrawal

happenings.follow("admission", scheduler.after_admission)
happenings.follow("movement", scheduler.after_movement)
happenings.follow("movement", apart.after_movement)
happenings.follow("risk_level", apart.after_level)
happenings.follow("withdrawal rated", withdrawal.after_rating)
happenings.follow("thoughts of suicide", scheduler.after_thoughts)
