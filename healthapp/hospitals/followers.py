"""What this room follows: steps of cases move the board, a screen after the return closes a placement."""

from __future__ import annotations

from healthapp import happenings
from healthapp.hospitals import services

happenings.follow("case", services.follow_step)
happenings.follow("screening", lambda uow, done: services.screened(uow, done.person_id, uow.now()))
