"""Recommendations with their steps, for verification."""

from __future__ import annotations

from healthapp.ledger.folded import register_folded
from healthapp.recommendations.models import Recommendation, RecommendationStep

register_folded("recommendation", Recommendation, RecommendationStep, "recommendation_id")
