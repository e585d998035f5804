"""What the offline check says, in plain words: one table for the command and for ``verify.html``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from healthapp.i18n import format_moment
from healthapp.i18n import lazy_gettext as _l
from healthapp.ledger import event_words, presenter
from healthapp.ledger.copies import Line
from healthapp.ledger.subject_words import named

#: Every placeholder is filled with text; ``time`` and ``at`` are shown as a moment in Baku, ``subject`` and
#: ``type`` (of an event) in words.
SENTENCES: Mapping[str, object] = {
    "key_needed": _l(
        "Nothing can be checked without the ledger's public key. Paste the key line from your first slip, "
        "or drop the key file that came with it."
    ),
    "unreadable": _l(
        "%(file)s cannot be read: it is damaged, was cut short, or is not a file of this ledger. "
        "Scan or copy it again; if it stays so, keep it and tell the Ombudsman's office."
    ),
    "extract_for_page": _l("%(file)s is an extract of the whole ledger: open it with the offline page."),
    "signature_wrong": _l(
        "%(file)s was altered, or is forged: the signature of %(name)s does not fit the text it stands under."
    ),
    "key_unknown": _l(
        "%(file)s is not signed with any key you hold. It is of another system (%(origin)s), "
        "or this ledger's key was exchanged."
    ),
    "not_by_ledger": _l("%(file)s: a witness signed it, the ledger %(origin)s did not."),
    "other_ledger": _l(
        "%(file)s is of another ledger (%(origin)s) than the first one (%(first)s): two systems cannot be compared, "
        "or the key was exchanged."
    ),
    "signed": _l("%(file)s: validly signed by the ledger over %(size)s entries."),
    "witnessed": _l("%(file)s: cosigned by the witness %(name)s on %(time)s."),
    "two_histories": _l(
        "Two different histories were signed over the same number of entries (%(size)s): "
        "somebody was told another story. Keep both checkpoints: together they are the evidence."
    ),
    "history_shorter": _l("Entries are missing: %(old)s were signed earlier, the later checkpoint has only %(new)s."),
    "history_rewritten": _l(
        "History was rewritten: the checkpoint over %(new)s entries does not continue the one over %(old)s. "
        "Something among the first %(old)s entries was altered, deleted, inserted or moved."
    ),
    "continues": _l(
        "Nothing among the first %(old)s entries was altered, deleted, inserted or moved: "
        "the checkpoint over %(new)s entries continues it."
    ),
    "documents_fit": _l(
        "The whole ledger was recomputed: all %(entries)s entries, every event and every signed document of today "
        "are what they were."
    ),
    "earlier_missing": _l("The proof begins at %(old)s entries: drop your checkpoint over %(old)s entries as well."),
    "not_compared": _l(
        "The checkpoints over %(old)s and %(new)s entries were not compared: ask for the proof that leads from "
        "one to the other."
    ),
    "included": _l(
        "%(file)s: entry no. %(place)s of %(size)s is in the ledger (%(type)s, %(at)s). "
        "The document's SHA-256 must be %(digest)s."
    ),
    "not_included": _l(
        "%(file)s: entry no. %(place)s is not in the ledger of %(size)s entries: the entry, its place or the proof "
        "was altered."
    ),
    "leaf_unreadable": _l("%(file)s: entry no. %(place)s is not an entry of this ledger."),
    "pdf_without_proof": _l(
        "%(file)s holds no proof: it was printed before its record stood under a signed checkpoint, or the proof "
        "was taken out. Compare its SHA-256 by hand."
    ),
    "digest_differs": _l(
        "The document is not the one that was recorded: its digest %(digest)s is another than the proof's."
    ),
    "copy_missing": _l("%(file)s: the copy %(name)s is missing."),
    "copy_altered": _l("%(file)s: the copy %(name)s was altered after it was made."),
    "copy_extra": _l("%(file)s: the file %(name)s was put in afterwards."),
    "copies_fit": _l("%(file)s: all %(count)s files are as they were made."),
    "copy_not_included": _l("The record %(name)s is not in the ledger: its entry or its proof was altered."),
    "copy_other_record": _l("The record %(name)s is not the one the ledger recorded: its digest is another."),
    "content_altered": _l(
        "The content of the record %(name)s was altered after it was signed: it no longer has its digest."
    ),
    "copies_included": _l("%(file)s: all %(count)s records and addenda are in the ledger exactly as signed."),
    "pseudonymised": _l(
        "%(file)s is pseudonymised: that the records are in the ledger was checked; their words were changed on "
        "purpose and cannot be compared with their digests."
    ),
    "number_missing": _l("Register %(name)s: no. %(number)s is missing."),
    "numbers_fit": _l("Register %(name)s: numbers %(first)s to %(last)s follow one another without a gap."),
    "code_proven": _l(
        "%(file)s: the code of the print %(record)s (form %(form)s) bears the digest of a document whose proof "
        "you hold."
    ),
    "code_unproven": _l(
        "%(file)s: nothing in hand proves the print %(record)s (form %(form)s). Add its PDF, its proof or the bundle "
        "it is in; or ask the ledger itself. The document's SHA-256 is %(digest)s."
    ),
    "code_recorded": _l(
        "%(file)s: a document with the digest of the print %(record)s (form %(form)s) is in the ledger, entry no. "
        "%(place)s of %(at)s. The number, the form and the digest on paper must be these; the digest: %(digest)s."
    ),
    "code_superseded": _l(
        "%(file)s: the document %(record)s was signed or carried on again since it was printed: ask for a new print."
    ),
    "code_altered": _l(
        "%(file)s: the document %(record)s was altered or deleted in the database after it was recorded "
        "(entry no. %(place)s of %(at)s)."
    ),
    "code_unknown": _l(
        "%(file)s: this ledger never recorded a document with the digest of the print %(record)s (form %(form)s). "
        "It was printed before it was signed, is of another system, or is forged."
    ),
    "code_of_list": _l(
        "%(file)s: the form %(form)s lists what is in the ledger and has no entry of its own. "
        "Check the documents it names."
    ),
    "no_code": _l("%(file)s: no QR code could be read. Photograph it flat, sharp and whole, or paste its text."),
    "ledger_intact": _l(
        "%(file)s: all %(entries)s entries of the ledger fit and lead to every checkpoint (%(checkpoints)s)."
    ),
    **{fault.value: sentence for fault, sentence in presenter.SENTENCES.items()},
}

HEADLINES = {
    "good": _l("Everything fits"),
    "bad": _l("Something does not fit"),
    "open": _l("Nothing could be checked yet"),
}


def sentence(line: Line) -> str:
    """What one line says, in the language in force."""
    code, _ok, values = line
    shown = dict(values)
    if "time" in shown:
        shown["time"] = format_moment(dt.datetime.fromtimestamp(int(shown["time"]), dt.UTC))
    if "at" in shown:
        shown["at"] = _moment(shown["at"])
    if "subject" in shown:
        shown["subject"] = named(shown["subject"])
    if "type" in shown:
        shown["type"] = event_words.named(shown["type"])
    return str(SENTENCES[code]) % shown


def _moment(text: str) -> str:
    try:
        return format_moment(dt.datetime.fromisoformat(text))
    except ValueError:
        return text
