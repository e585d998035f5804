"""What this room wants to hear of: loaded with the application, whichever pages a process happens to serve."""

from __future__ import annotations

from healthapp import happenings
from healthapp.mental import deaths, psychology, restrictions, self_harm

happenings.follow("movement", restrictions.after_movement)
happenings.follow("movement", deaths.after_movement)
happenings.follow("examination", psychology.after_examination)
happenings.follow("risk_level", restrictions.after_level)
happenings.follow("examination voided", self_harm.after_void)
