"""A PDF signed for those outside: PAdES, with a certificate the institution obtained (docs/operations.md).

The ledger proves the record; this signature proves the copy, to readers who have nothing but a PDF viewer. It is made
last, over the finished bytes. Without a certificate prints go out unsigned, as they always may.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

FIELD = "MedicalUnit"


class CertificateUnusable(RuntimeError):
    """The configured certificate cannot sign: missing, damaged, or opened with another passphrase."""


@lru_cache(maxsize=2)
def signer(certificate: Path, passphrase: Path | None) -> signers.SimpleSigner:
    """The key in the PKCS#12 file ``certificate``; its passphrase is the first line of ``passphrase``.

    Read once in each process. Raises CertificateUnusable.
    """
    try:
        secret = passphrase.read_text("utf-8").splitlines()[0].encode() if passphrase else None
        made: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
            str(certificate), passphrase=secret
        )
    except (OSError, IndexError, ValueError) as error:
        raise CertificateUnusable("the signing certificate or its passphrase file cannot be read") from error
    if made is None:
        raise CertificateUnusable("the signing certificate cannot be opened with this passphrase")
    return made


def sign(body: bytes, key: signers.SimpleSigner, *, reason: str) -> bytes:
    """``body`` with an invisible signature over all of it. The bytes before it stay as they are."""
    writer = IncrementalPdfFileWriter(io.BytesIO(body))
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason
    )
    out = io.BytesIO()
    signers.PdfSigner(about, signer=key).sign_pdf(writer, output=out)
    return out.getvalue()
