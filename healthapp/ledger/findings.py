"""What verification can find, by name. The words for it are the presenter's."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """Ordered by how close each stands to the cause: of two at one place the earlier is named first."""

    PLACE_MISSING = "place_missing"
    ENTRY_MISSING = "entry_missing"
    LEAF_ALTERED = "leaf_altered"
    ROW_ALTERED = "row_altered"
    CLOCK_SET_BACK = "clock_set_back"
    DIGEST_CHAIN = "digest_chain"
    EVENT_ALTERED = "event_altered"
    EVENT_MISSING = "event_missing"
    SUBJECT_ALTERED = "subject_altered"
    SUBJECT_MISSING = "subject_missing"
    NODE_ALTERED = "node_altered"
    NODE_MISSING = "node_missing"
    NODE_EXTRA = "node_extra"
    HISTORY_ALTERED = "history_altered"
    HISTORY_CUT = "history_cut"
    CHECKPOINT_SIGNATURE = "checkpoint_signature"
    CHECKPOINT_ALTERED = "checkpoint_altered"
    CHECKPOINT_FOREIGN = "checkpoint_foreign"
    CHECKPOINT_MISSING = "checkpoint_missing"
    NOT_PLACED = "not_placed"
    EVENT_UNRECORDED = "event_unrecorded"
    SUBJECT_UNRECORDED = "subject_unrecorded"


RANK = {fault: rank for rank, fault in enumerate(Fault)}


@dataclass(frozen=True, slots=True)
class Finding:
    """``position``: the first place in the ledger it concerns, from 0; None when it has none.

    ``entry_id`` and ``subject_id`` are identifiers alone; ``size`` is that of the checkpoint concerned.
    """

    fault: Fault
    position: int | None = None
    entry_id: uuid.UUID | None = None
    subject_kind: str = ""
    subject_id: uuid.UUID | None = None
    size: int | None = None
    detail: str = ""


@dataclass(slots=True)
class Findings:
    """Collects findings, keeping the first ``limit`` of each fault and counting the rest."""

    limit: int = 20
    counts: Counter[Fault] = field(default_factory=Counter)
    _kept: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        self.counts[finding.fault] += 1
        if self.counts[finding.fault] <= self.limit:
            self._kept.append(finding)

    def in_order(self) -> tuple[Finding, ...]:
        """By place, those without one last; at one place the cause before its consequences."""
        return tuple(sorted(self._kept, key=_order))


def _order(finding: Finding) -> tuple[bool, int, int]:
    return (finding.position is None, finding.position or 0, RANK[finding.fault])


@dataclass(frozen=True, slots=True)
class Report:
    """``size`` and ``root`` are of the whole ledger as recomputed; ``counts`` are exact, ``findings`` the first."""

    size: int
    root: bytes
    checkpoints: int
    findings: Sequence[Finding]
    counts: dict[Fault, int]

    @property
    def intact(self) -> bool:
        return not self.findings

    @property
    def first(self) -> Finding | None:
        """The first thing that does not fit."""
        return self.findings[0] if self.findings else None
