"""What this room follows: an act of the court cannot be older than the hearing it comes from."""

from __future__ import annotations

from healthapp import happenings
from healthapp.court import services

happenings.follow("case asked", services.before_step)
