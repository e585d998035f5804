"""What the sealing of notes promises of its own accord."""

from __future__ import annotations

import hashlib

import pytest

from healthapp.inspection import sealing

MIB = 2**20


def test_every_try_at_a_passphrase_takes_64_mib(monkeypatch: pytest.MonkeyPatch):
    asked = {}
    stretch = hashlib.scrypt

    def noted(words: bytes, **cost: int) -> bytes:
        asked.update(cost)
        return stretch(words, **cost)

    monkeypatch.setattr(hashlib, "scrypt", noted)
    made = sealing.new_key("four words to keep")
    assert 128 * asked["n"] * asked["r"] == 64 * MIB
    assert sealing.public_of(sealing.unwrap(made.wrapped, made.salt, "four words to keep")) == made.public
    with pytest.raises(sealing.CannotOpen):
        sealing.unwrap(made.wrapped, made.salt, "four words to guess")
