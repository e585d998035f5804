"""Findings in plain words: what happened, where, and nothing about anyone."""

from __future__ import annotations

import uuid

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.ledger.findings import Fault, Finding, Report
from healthapp.ledger.subject_words import named

#: ``place`` counts from 1, as people do.
SENTENCES = {
    Fault.PLACE_MISSING: _l("Entry no. %(place)s is missing: the order of the ledger has a gap."),
    Fault.ENTRY_MISSING: _l("Entry no. %(place)s was deleted: its place is there, its content is not."),
    Fault.LEAF_ALTERED: _l("Entry no. %(place)s was altered after it was written."),
    Fault.ROW_ALTERED: _l("Details beside entry no. %(place)s were altered and contradict the entry."),
    Fault.CLOCK_SET_BACK: _l(
        "Entry no. %(place)s bears an earlier time than entries before it: "
        "it was back-dated, or the clock was set back."
    ),
    Fault.DIGEST_CHAIN: _l("Entry no. %(place)s does not continue what was last recorded of the same document."),
    Fault.EVENT_ALTERED: _l("The event log was altered: the event of entry no. %(place)s says something else now."),
    Fault.EVENT_MISSING: _l("The event of entry no. %(place)s was deleted from the event log."),
    Fault.SUBJECT_ALTERED: _l("A signed document was altered after entry no. %(place)s was written: %(subject)s."),
    Fault.SUBJECT_MISSING: _l(
        "The signed document of entry no. %(place)s was deleted, or no longer fits its own seal: %(subject)s."
    ),
    Fault.NODE_ALTERED: _l("A stored check value over entries from no. %(place)s was altered."),
    Fault.NODE_MISSING: _l("A stored check value over entries from no. %(place)s is missing."),
    Fault.NODE_EXTRA: _l("The ledger stores a check value over entries that do not exist."),
    Fault.HISTORY_ALTERED: _l(
        "History was rewritten: the ledger does not lead to the checkpoint over %(size)s entries. "
        "The first entry that can be different is no. %(place)s."
    ),
    Fault.HISTORY_CUT: _l(
        "Entries are missing at the end: a checkpoint was signed over %(size)s entries, and no. %(place)s is not there."
    ),
    Fault.CHECKPOINT_SIGNATURE: _l(
        "A checkpoint (%(size)s entries) is not validly signed by this ledger: it was altered, "
        "or the ledger's key was exchanged."
    ),
    Fault.CHECKPOINT_ALTERED: _l("The stored checkpoint over %(size)s entries contradicts its own signed text."),
    Fault.CHECKPOINT_FOREIGN: _l(
        "The checkpoint is of another ledger, or this ledger's key was exchanged: it names %(detail)s."
    ),
    Fault.CHECKPOINT_MISSING: _l("A genuine checkpoint over %(size)s entries was deleted from the ledger."),
    Fault.NOT_PLACED: _l("An entry was taken out of the queue before it got its place: %(entry)s."),
    Fault.EVENT_UNRECORDED: _l("The event log holds an event that never passed through the ledger: %(subject)s."),
    Fault.SUBJECT_UNRECORDED: _l("A signed document never passed through the ledger: %(subject)s."),
}


def sentence(finding: Finding) -> str:
    """What one finding says, in the language in force."""
    values = {
        "place": "?" if finding.position is None else str(finding.position + 1),
        "size": "?" if finding.size is None else str(finding.size),
        "subject": named(f"{finding.subject_kind} {finding.subject_id}"),
        "entry": str(finding.entry_id),
        "detail": finding.detail,
    }
    return str(SENTENCES[finding.fault]) % values


def verdict(report: Report) -> str:
    """The whole result in one sentence; of several findings the first."""
    if report.first is None:
        return _(
            "Nothing was altered: all %(entries)s entries fit and lead to every checkpoint (%(checkpoints)s).",
            entries=report.size,
            checkpoints=report.checkpoints,
        )
    return sentence(report.first)


def damaged_file(file_id: uuid.UUID, subject_id: uuid.UUID) -> str:
    """A kept file whose bytes are no longer those received, by its identifier and what it belongs to."""
    return _("File %(file)s of %(subject)s is missing or no longer the one received.", file=file_id, subject=subject_id)
