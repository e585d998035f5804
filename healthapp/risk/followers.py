"""What this room follows: an arrival begins the plan of screens, a movement may mean that somebody is asked again."""

from __future__ import annotations

from healthapp import happenings
from healthapp.risk import scheduler

happenings.follow("admission", scheduler.after_admission)
happenings.follow("movement", scheduler.after_movement)
