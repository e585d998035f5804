"""What this room follows: a death is reported, with the injuries before it; injuries seen ask for their record; of a
voided one nothing is sent."""

from __future__ import annotations

from healthapp import happenings
from healthapp.injuries import death_notices, notices, unrecorded

happenings.follow("movement", notices.after_movement)
happenings.follow("movement", death_notices.after_movement)
happenings.follow("examination", unrecorded.after_examination)
happenings.follow("examination voided", unrecorded.after_void)
happenings.follow("examination voided", notices.after_void)
