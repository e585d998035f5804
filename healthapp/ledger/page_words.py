"""The fixed words of ``verify.html``; ``assets/build.py`` writes them into it in every language."""

from __future__ import annotations

from collections.abc import Mapping

from healthapp.i18n import lazy_gettext as _l

PAGE: Mapping[str, object] = {
    "title": _l("Check what you carried away"),
    "lead": _l(
        "This page works without a network and sends nothing anywhere. Drop the files you hold on it: checkpoints, "
        "proofs, printed documents (PDF), bundles of copies, an extract of the whole ledger."
    ),
    "drop": _l("Drop files here"),
    "choose": _l("Choose files"),
    "scan": _l("A photograph of the QR code on a slip may be dropped too."),
    "no_scan": _l(
        "This browser cannot read QR codes. Scan the code with any scanner or telephone and paste its text below."
    ),
    "no_qr": _l("No QR code could be read in this picture. Photograph it flat, sharp and whole, or paste its text."),
    "paste": _l("Or paste a checkpoint, as scanned or typed"),
    "add": _l("Add"),
    "pasted": _l("Pasted text %(number)s"),
    "keys": _l("Public keys you trust"),
    "keys_hint": _l(
        "One line each: the ledger's, and those of witnesses. Take them from your first slip or from the Ombudsman's "
        "office, never from the files you are checking today."
    ),
    "files": _l("In hand"),
    "none": _l("Nothing yet"),
    "again": _l("Start again"),
    "details": _l("Everything that was checked"),
    "fits": _l("fits"),
    "fits_not": _l("does not fit"),
    "unsaid": _l("remark"),
    "limits_title": _l("What this does not say"),
    "limits": _l(
        "It shows that nothing was altered up to the checkpoint you hold. It does not show that what was entered is "
        "true, nor anything about what came after your last checkpoint, nor who altered something."
    ),
    "next_bad": _l(
        "This is a finding. Keep every file exactly as it is, on two carriers, and tell the Ombudsman's office. "
        "It does not say who did it."
    ),
    "version": _l("Version"),
}
