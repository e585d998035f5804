"""What this room follows: a death or a release ends cases, a transfer and a joined entry take them along."""

from __future__ import annotations

from healthapp import happenings
from healthapp.cases import custody

happenings.follow("movement", custody.after_movement)
happenings.follow("entries joined", custody.after_joining)
happenings.follow("entries parted", custody.after_parting)
