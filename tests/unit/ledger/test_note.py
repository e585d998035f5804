"""Signed notes, checkpoints and cosignatures: a vector of another implementation, and every way to be wrong."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthapp.ledger import note as notes
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.cosignature import CosignatureSigner, message, verifier_of
from healthapp.ledger.note import Ed25519Signer, Note, NoteError, Signature, format_vkey, parse, parse_vkey, verify

#: The example of golang.org/x/mod/sumdb/note.
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

LEDGER = Ed25519Signer("ledger.example/one", bytes(range(32)))
OMBUDSMAN = CosignatureSigner("ombudsman.example/w", b"o" * 32, dt.datetime(2026, 3, 11, 10, tzinfo=dt.UTC))
DEPARTMENT = CosignatureSigner("department.example/w", b"d" * 32, dt.datetime(2026, 3, 12, 10, tzinfo=dt.UTC))
CHECKPOINT = Checkpoint(LEDGER.name, 8, bytes(range(32)))


def signed(*signers: notes.Signer) -> str:
    return Note(CHECKPOINT.text).signed(*signers).encode()


def test_a_note_of_another_implementation_verifies():
    verifier = verifier_of(PETER_KEY)
    assert verify(parse(PETER_NOTE), [verifier]) == [verifier]
    assert parse(PETER_NOTE).encode() == PETER_NOTE


def test_a_changed_word_breaks_the_signature():
    with pytest.raises(NoteError, match="signature of PeterNeumann is wrong"):
        verify(parse(PETER_NOTE.replace("answer", "anSwer")), [verifier_of(PETER_KEY)])


def test_two_witnesses_and_the_ledger():
    note = parse(signed(LEDGER, OMBUDSMAN, DEPARTMENT).encode())
    known = [DEPARTMENT.verifier, LEDGER.verifier, OMBUDSMAN.verifier]
    assert verify(note, known) == [LEDGER.verifier, OMBUDSMAN.verifier, DEPARTMENT.verifier]
    assert OMBUDSMAN.verifier.time_of(note) == OMBUDSMAN.moment
    assert CosignatureSigner("x", b"x" * 32, OMBUDSMAN.moment).verifier.time_of(note) is None
    assert Checkpoint.from_text(note.text) == CHECKPOINT


def test_unknown_keys_are_ignored_but_do_not_suffice():
    note = parse(signed(OMBUDSMAN, LEDGER))
    assert verify(note, [LEDGER.verifier]) == [LEDGER.verifier]
    with pytest.raises(NoteError, match="no known key"):
        verify(note, [DEPARTMENT.verifier])
    namesake = Ed25519Signer(LEDGER.name, b"n" * 32)
    with pytest.raises(NoteError, match="no known key"):
        verify(note, [namesake.verifier])


def test_one_bad_signature_of_a_known_key_rejects_the_whole_note():
    good = parse(signed(LEDGER))
    forged = Signature(OMBUDSMAN.name, OMBUDSMAN.verifier.key_id, bytes(72))
    note = Note(good.text, (*good.signatures, forged))
    assert verify(note, [LEDGER.verifier]) == [LEDGER.verifier]
    with pytest.raises(NoteError, match=r"signature of ombudsman\.example/w is wrong"):
        verify(note, [LEDGER.verifier, OMBUDSMAN.verifier])


def test_a_cosignature_is_not_a_plain_signature_of_the_same_key():
    witness = CosignatureSigner(LEDGER.name, LEDGER.seed, OMBUDSMAN.moment)
    assert witness.verifier.key_id != LEDGER.verifier.key_id
    assert not LEDGER.verifier.verify(CHECKPOINT.text, witness.sign(CHECKPOINT.text).payload[8:])


def test_a_cosignature_with_its_time_changed_fails():
    payload = OMBUDSMAN.sign(CHECKPOINT.text).payload
    later = (int.from_bytes(payload[:8], "big") + 1).to_bytes(8, "big")
    assert OMBUDSMAN.verifier.verify(CHECKPOINT.text, payload)
    assert not OMBUDSMAN.verifier.verify(CHECKPOINT.text, later + payload[8:])
    assert not OMBUDSMAN.verifier.verify(CHECKPOINT.text, payload + b"\x00")
    assert not OMBUDSMAN.verifier.verify(CHECKPOINT.text, payload[:-1])


def test_the_cosigned_message_is_header_time_and_text():
    assert message("a/b\n1\nAA==\n", 1679315147) == b"cosignature/v1\ntime 1679315147\na/b\n1\nAA==\n"


def test_sixteen_signatures_are_accepted_and_a_flood_is_not():
    witnesses = [CosignatureSigner(f"w.example/{n}", bytes([n]) * 32, OMBUDSMAN.moment) for n in range(65)]
    note = parse(signed(*witnesses[:16]))
    assert len(verify(note, [w.verifier for w in witnesses])) == 16
    with pytest.raises(NoteError, match="more than 64"):
        parse(signed(*witnesses))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no signatures"),
        (b"text\n", "no signatures"),
        (b"text\n\n", "no signatures"),
        (signed(LEDGER)[:-1], "cut short"),
        (signed(LEDGER) + "\n", "no signatures"),
        (signed(LEDGER) + "more\n", "damaged"),
        (signed(LEDGER).replace("\u2014", "-"), "damaged"),
        (signed(LEDGER).replace("\n\n", "\r\n\r\n"), "control character"),
        (signed(LEDGER).replace("ledger", "led\tger"), "control character"),
        (signed(LEDGER).replace("ledger", "led\0ger"), "control character"),
        (signed(LEDGER).encode() + b"\xff", "UTF-8"),
        (b"x" * (notes.MAX_BYTES + 1), "too large"),
        ("t\n\n\u2014 a AAAA\n", "damaged"),
        ("t\n\n\u2014 a AAAAAB==\n", "base64"),
        ("t\n\n\u2014 a !!!!\n", "base64"),
        ("t\n\n\u2014 a+b AAAAAAA=\n", "cannot name a key"),
        ("t\n\n\u2014 a\u00a0b AAAAAAA=\n", "cannot name a key"),
        ("t\n\n\u2014  AAAAAAA=\n", "cannot name a key"),
    ],
)
def test_malformed_notes_are_refused(data, says):
    with pytest.raises(NoteError, match=says):
        parse(data)


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_parser(data):
    with contextlib.suppress(NoteError):
        parse(data + signed(LEDGER).encode()[len(data) // 3 :])


def test_an_empty_line_in_the_text_belongs_to_it():
    note = Note("one\n\ntwo\n").signed(LEDGER)
    assert parse(note.encode()) == note


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        "origin\n1\nAA==\n",
        f"origin\n01\n{'A' * 43}=\n",
        f"origin\n-1\n{'A' * 43}=\n",
        f"origin\n\u0661\n{'A' * 43}=\n",
        f"origin\n1\n{'A' * 43}=",
        f"\n1\n{'A' * 43}=\n",
        f"origin\n1\n{'A' * 43}=\n\n",
        f"origin\n99999999999999999999\n{'A' * 43}=\n",
    ],
)
def test_malformed_checkpoints_are_refused(text):
    with pytest.raises(NoteError):
        Checkpoint.from_text(text)


def test_extension_lines_are_kept():
    text = f"origin\n0\n{'A' * 43}=\nextension\n"
    assert Checkpoint.from_text(text).text == text


def test_public_keys_survive_being_handed_out():
    line = format_vkey(LEDGER.name, notes.ED25519, LEDGER.verifier.public_key)
    assert verifier_of(line + "\n") == LEDGER.verifier
    assert verifier_of(format_vkey(OMBUDSMAN.name, 4, OMBUDSMAN.verifier.public_key)) == OMBUDSMAN.verifier
    damaged = line.replace("ledger", "lodger")
    for bad in (damaged, "name+12", "", line[:-4]):
        with pytest.raises(NoteError):
            parse_vkey(bad)
    with pytest.raises(NoteError, match="does not know"):
        verifier_of(format_vkey("a", 6, bytes(32)))
