"""What this room follows: a movement or a signed examination may mean that somebody must be asked again."""

from __future__ import annotations

from healthapp import happenings
from healthapp.risk import scheduler

happenings.follow("movement", scheduler.after_movement)
happenings.follow("examination", scheduler.after_examination)
