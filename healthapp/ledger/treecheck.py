"""The tree part of verification: places without gaps, leaf hashes, nodes, and every known checkpoint's root."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.ledger.canonical import moment
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.findings import Fault, Finding, Findings
from healthapp.ledger.leaf import LeafError, read
from healthapp.ledger.merkle import CompactRange, Node, leaf_hash
from healthapp.ledger.models import LedgerNode

#: Two writers may commit in another order than they began; a time that runs further back is a finding.
CLOCK_TOLERANCE = dt.timedelta(minutes=10)


class TreeCheck:
    """Takes the leaves page by page. A missing leaf ends the tree; what each later leaf says is still checked."""

    def __init__(self, session: Session, findings: Findings, known: Iterable[Checkpoint]) -> None:
        self.session = session
        self.findings = findings
        self.edge = CompactRange()
        self.whole = True
        self._latest = ""
        self._wanted: dict[int, list[Checkpoint]] = defaultdict(list)
        for checkpoint in known:
            self._wanted[checkpoint.size].append(checkpoint)
        self._fits_until = 0
        self._misfit: Checkpoint | None = None
        self._wrong: set[Node] = set()

    def page(self, begin: int, rows: Sequence[Any]) -> None:
        """``rows``: places with their entries, in order; the first place is expected to be ``begin``."""
        completed: list[tuple[Node, bytes]] = []
        expected = begin
        for row in rows:
            if row.position != expected:
                self._broken(Finding(Fault.PLACE_MISSING, expected))
            expected = row.position + 1
            if row.id is None:
                self._broken(Finding(Fault.ENTRY_MISSING, row.position, row.entry_id))
                continue
            self._leaf(row)
            if self.whole:
                # The stored hash: so that one altered leaf is one finding, and the tree shows the rest.
                completed += self.edge.append(row.leaf_hash)
                self._pass(self.edge.size)
        self._nodes(completed)

    def finish(self, size: int) -> None:
        """What concerns the tree as a whole: checkpoints that do not fit, nodes over nothing."""
        if self.whole and self.edge.size != size:
            self._broken(Finding(Fault.PLACE_MISSING, self.edge.size))
        if self._misfit is not None:
            self.findings.add(Finding(Fault.HISTORY_ALTERED, self._fits_until, size=self._misfit.size))
        for signed in sorted(self._wanted):
            if signed > size:
                self.findings.add(Finding(Fault.HISTORY_CUT, size, size=signed))
        for level in range(1, size.bit_length() + 1):
            beyond = sa.select(LedgerNode.position).where(
                LedgerNode.level == level, LedgerNode.position >= size >> level
            )
            for position in self.session.scalars(beyond.limit(self.findings.limit)):
                self.findings.add(Finding(Fault.NODE_EXTRA, detail=f"{level}/{position}"))

    def _broken(self, finding: Finding) -> None:
        self.findings.add(finding)
        self.whole = False

    def _leaf(self, row: Any) -> None:
        try:
            fields = read(row.leaf)
        except LeafError:
            fields = None
        if fields is None or leaf_hash(row.leaf) != row.leaf_hash:
            self.findings.add(Finding(Fault.LEAF_ALTERED, row.position, row.id))
        elif not _agrees(row, fields):
            self.findings.add(Finding(Fault.ROW_ALTERED, row.position, row.id))
        else:
            self._time(row, fields["at"])

    def _time(self, row: Any, at: str) -> None:
        if at >= self._latest:
            self._latest = at
        elif dt.datetime.fromisoformat(self._latest) - dt.datetime.fromisoformat(at) > CLOCK_TOLERANCE:
            self.findings.add(Finding(Fault.CLOCK_SET_BACK, row.position, row.id, detail=at))

    def _pass(self, size: int) -> None:
        """Does the tree of ``size`` leaves have the root that was signed for it?"""
        for checkpoint in self._wanted.get(size, ()):
            if checkpoint.root != self.edge.root():
                self._misfit = self._misfit or checkpoint
            elif self._misfit is None:
                self._fits_until = size

    def _nodes(self, completed: Sequence[tuple[Node, bytes]]) -> None:
        """Compare the nodes this page completed with the stored ones."""
        by_level: dict[int, list[int]] = defaultdict(list)
        for node, _ in completed:
            by_level[node.level].append(node.position)
        stored: dict[Node, bytes] = {}
        for level, positions in by_level.items():
            chosen = sa.select(LedgerNode.position, LedgerNode.hash).where(
                LedgerNode.level == level, LedgerNode.position.between(positions[0], positions[-1])
            )
            stored.update((Node(level, position), value) for position, value in self.session.execute(chosen))
        for node, value in completed:
            held = stored.get(node)
            if held == value:
                continue
            self._wrong.add(node)
            below = node.level - 1, node.position << 1
            # A wrong leaf order shows in every hash above it: the lowest one says where.
            if self._wrong.isdisjoint((Node(*below), Node(below[0], below[1] + 1))):
                fault = Fault.NODE_MISSING if held is None else Fault.NODE_ALTERED
                first = node.position << node.level
                self.findings.add(Finding(fault, first, detail=f"{node.level}/{node.position}"))


def _agrees(row: Any, fields: dict[str, Any]) -> bool:
    """The columns beside the leaf repeat it exactly."""
    subject = fields["subject"]
    return bool(
        fields["id"] == str(row.id)
        and fields["at"] == moment(row.at)
        and (subject["id"] if subject else None) == (str(row.subject_id) if row.subject_id else None)
        and fields["digest"] == (row.subject_digest.hex() if row.subject_digest else None)
    )
