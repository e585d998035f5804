"""The English text of every code a pathway uses; the other languages are in the catalogue ``referrals.po``.

``WORDS`` is keyed by kind and code: ``state.draft``, ``event.sign``, ``document.petition``, ``clock.court.hearing``,
``refusal.not_now``, ``outcome.released``, ``actor.court``, ``result.on_file``, ``note.no_waiting_time`` and so on.
"""

from __future__ import annotations

from referrals.words import events, notes, papers, states, terms

_KINDS: dict[str, dict[str, str]] = {
    "pathway": terms.PATHWAYS,
    "road": terms.ROADS,
    "state": states.STATES,
    "outcome": states.STATES,
    "event": events.EVENTS,
    "document": papers.DOCUMENTS,
    "clock": terms.CLOCKS,
    "refusal": terms.REFUSALS,
    "actor": terms.ACTORS,
    "result": terms.RESULTS,
    "certainty": terms.CERTAINTIES,
    "unit": terms.UNITS,
    "standing": terms.STANDINGS,
    "fact": terms.FACTS,
    "pause": terms.PAUSES,
    "note": notes.NOTES,
}

WORDS: dict[str, str] = {f"{kind}.{code}": text for kind, texts in _KINDS.items() for code, text in texts.items()}


def word(kind: str, code: str) -> str:
    """The English text. Raises KeyError for a code without words."""
    return WORDS[f"{kind}.{code}"]
