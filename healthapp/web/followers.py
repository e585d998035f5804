"""What this room follows: whoever signs in needs the marks of forms sent long ago no more."""

from __future__ import annotations

from healthapp import happenings
from healthapp.web import sent

happenings.follow("signed in", sent.forget)
