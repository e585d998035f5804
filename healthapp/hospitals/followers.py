"""What this room follows: steps of cases move the board, a screen after the return closes a placement,
and no hospital closes that keeps a bed."""

from __future__ import annotations

from healthapp import happenings
from healthapp.hospitals import services

happenings.follow("facility closing", services.refuse_closing)
happenings.follow("case", services.follow_step)
happenings.follow("screening", lambda uow, done: services.screened(uow, done.person_id, uow.now()))
