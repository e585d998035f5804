"""What this room follows: a death is reported, and makes the injuries before it reportable, whoever wrote it down."""

from __future__ import annotations

from healthapp import happenings
from healthapp.injuries import death_notices, notices

happenings.follow("movement", notices.after_movement)
happenings.follow("movement", death_notices.after_movement)
