"""What this room follows: a death or a release ends cases, a transfer and a joined entry take them along; a step on
which somebody goes to hospital or comes back is a movement too."""

from __future__ import annotations

from healthapp import happenings
from healthapp.cases import away, custody

happenings.follow("movement", custody.after_movement)
happenings.follow("entries joined", custody.after_joining)
happenings.follow("entries parted", custody.after_parting)
happenings.follow("case", away.after_step)
