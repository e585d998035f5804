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
    # Where a witness cosigns: what is asked, and what becomes of it (codes of assets/verify/cosign.js).
    "cosign": _l("Cosign as a witness"),
    "cosign_lead": _l(
        "For an office that witnesses the ledger. Drop the last checkpoint you cosigned and the proof that leads "
        "from it to the new one, then choose your key. The key stays on this machine: the page keeps nothing of "
        "it and sends nothing anywhere."
    ),
    "witness_name": _l("Name of the witness"),
    "witness_name_hint": _l("The same every time, for example ombudsman.example/ledger-witness"),
    "witness_key": _l("Key file of the witness"),
    "witness_first": _l("I never cosigned before: there is no last checkpoint"),
    "make_key": _l("Make a key"),
    "sign": _l("Cosign"),
    "save": _l("Save the cosigned checkpoint"),
    "w_done": _l(
        "Cosigned at %(size)s entries. Save it: it is what you need the next time, and what you bring to the "
        "institution. Your public key line: %(line)s"
    ),
    "w_name": _l("Not cosigned: write the name of the witness, without spaces and plus signs."),
    "w_key": _l("Not cosigned: choose the key file of the witness; it holds 64 hexadecimal digits."),
    "w_unsupported": _l("Not cosigned: this browser cannot sign. Use another current browser, or the command."),
    "w_bad": _l(
        "NOT cosigned: something in hand does not fit. Keep every file exactly as it is: they are the evidence."
    ),
    "w_nothing": _l("Not cosigned: paste the public key of the ledger above, and drop a checkpoint it signed."),
    "w_last": _l(
        "Not cosigned: drop the last checkpoint that bears your cosignature. Without it you could be led to sign "
        "two histories."
    ),
    "w_not_first": _l(
        "Not cosigned: a checkpoint in hand bears your cosignature, so this is not the first. Take that mark away."
    ),
    "w_proof": _l("Not cosigned: drop the proof that leads from the last checkpoint you cosigned to the new one."),
}
