"""A finished PDF as an answer: signed when the institution has a certificate, never kept by a shared computer."""

from __future__ import annotations

from flask import current_app
from werkzeug.wrappers import Response

from healthapp.web.request import configuration


def pdf_answer(body: bytes, name: str, *, reason: str) -> Response:
    """``reason``: form and record number, as the signature shows it; never a person."""
    config = configuration()
    if config.signing_certificate is not None:
        from healthapp.documents import pades  # noqa: PLC0415 - the signing library is loaded by those who sign

        try:
            body = pades.sign(body, pades.signer(config.signing_certificate, config.signing_passphrase), reason=reason)
        except pades.CertificateUnusable as error:
            current_app.logger.error("print.unsigned %s", error)
            raise
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
