"""Appeals with their steps, for verification."""

from __future__ import annotations

from healthapp.appeals.models import Appeal, AppealStep
from healthapp.ledger.folded import register_folded

register_folded("appeal", Appeal, AppealStep, "appeal_id")
