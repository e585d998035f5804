"""A signed print: anybody's PDF reader sees by whom, and that not a byte was changed since."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from healthapp import documents as kit
from healthapp.documents import pades
from tests.unit.documents import samples

PASSPHRASE = "bir neçə söz"


def certificate(name: str, key, issuer: str, issuer_key, *, ca: bool) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)

    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


@pytest.fixture(scope="module")
def institution(tmp_path_factory) -> tuple[Path, Path, Path]:
    """(PKCS#12 file, passphrase file, the certificate of the authority) of a self-made authority."""
    folder = tmp_path_factory.mktemp("certificate")
    authority_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _n in range(2))
    authority = certificate("Authority of the tests", authority_key, "Authority of the tests", authority_key, ca=True)
    own = certificate("Medical unit of the tests", key, "Authority of the tests", authority_key, ca=False)
    bundle = pkcs12.serialize_key_and_certificates(
        b"unit", key, own, [authority], BestAvailableEncryption(PASSPHRASE.encode())
    )
    files = folder / "unit.p12", folder / "passphrase", folder / "authority.pem"
    files[0].write_bytes(bundle)
    files[1].write_text(PASSPHRASE + "\n", "utf-8")
    files[2].write_bytes(authority.public_bytes(Encoding.PEM))
    return files


@pytest.fixture
def body() -> bytes:
    return kit.render(samples.sheet("az"), [kit.plain("ə")])


def judged(signed: bytes, authority: Path):
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(authority))], allow_fetching=False)
    return validate_pdf_signature(PdfFileReader(io.BytesIO(signed)).embedded_signatures[0], context)


def test_it_is_trusted_whole_and_bears_the_institutions_name(institution, body):
    file, passphrase, authority = institution
    signed = pades.sign(body, pades.signer(file, passphrase), reason="XB-1 TQ-A-2026-0001")
    assert signed.startswith(body), "the bytes before the signature stay"
    status = judged(signed, authority)
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert "Medical unit of the tests" in status.signing_cert.subject.human_friendly
    field = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0]
    assert field.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert field.sig_object["/Reason"] == "XB-1 TQ-A-2026-0001"


def test_a_changed_byte_breaks_it(institution, body):
    file, passphrase, authority = institution
    signed = bytearray(pades.sign(body, pades.signer(file, passphrase), reason="XB-1"))
    signed[signed.index(b"/Author")] = ord("!")
    assert not judged(bytes(signed), authority).intact


def test_a_wrong_passphrase_or_a_missing_file_says_so(institution, tmp_path):
    file, _passphrase, _authority = institution
    wrong = tmp_path / "wrong"
    wrong.write_text("another\n", "utf-8")
    for given in ((file, wrong), (file, tmp_path / "none"), (tmp_path / "none.p12", wrong)):
        with pytest.raises(pades.CertificateUnusable):
            pades.signer(*given)


def test_another_program_confirms_it(institution, body, tmp_path):
    file, passphrase, _authority = institution
    print_file = tmp_path / "print.pdf"
    print_file.write_bytes(pades.sign(body, pades.signer(file, passphrase), reason="XB-1"))
    home = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["pdfsig", "-nocert", str(print_file)], capture_output=True, text=True, check=False, env=home)
    said = done.stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
