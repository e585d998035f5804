"""What this room follows: every signed record leaves its facts, whether or not anybody will ever visit."""

from __future__ import annotations

from healthapp import happenings
from healthapp.inspection import facts

happenings.follow("record_sealed", facts.note)
