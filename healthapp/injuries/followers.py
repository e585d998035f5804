"""What this room follows: a death makes the injuries before it reportable, whoever wrote it down."""

from __future__ import annotations

from healthapp import happenings
from healthapp.injuries import notices

happenings.follow("movement", notices.after_movement)
