"""What this room follows: every step of a case may be a decision the person must hear of."""

from __future__ import annotations

from healthapp import happenings
from healthapp.telling import services

happenings.follow("case", services.after_step)
