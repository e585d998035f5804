"""What this room wants to hear of: an order or a decision ends the wait for a critical medicine."""

from __future__ import annotations

from healthapp import happenings
from healthapp.intake import effects

happenings.follow("critical medicine ordered", effects.after_order)
happenings.follow("clock decided", effects.after_decision)
