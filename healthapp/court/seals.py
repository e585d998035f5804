"""Announced hearings and release summaries, for verification."""

from __future__ import annotations

from healthapp.cases.seals import register
from healthapp.court.models import CourtHearing, ReleaseSummary

register("court_hearing", CourtHearing)
register("release_summary", ReleaseSummary)
