"""What was told, for verification."""

from __future__ import annotations

from healthapp.cases.seals import register
from healthapp.telling.models import CaseTold

register("case_told", CaseTold)
