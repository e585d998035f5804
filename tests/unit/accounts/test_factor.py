"""Codes, secrets and recovery codes."""

from __future__ import annotations

import base64
import datetime as dt
import stat
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest

from healthapp.accounts import factor
from healthapp.accounts.factor import Sealer, SecretUnreadable
from healthapp.keys import KeyFileError

#: RFC 6238, appendix B: the secret and codes of SHA-1, shortened to six digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
USER = uuid.UUID(int=7)


def moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds, code):
    assert factor.matching_step(SECRET, code, moment(seconds), None) == seconds // 30


def test_a_clock_may_be_one_step_off_and_no_more():
    seconds, code = VECTORS[2]
    steps = [factor.matching_step(SECRET, code, moment(seconds + 30 * off), None) for off in (-2, -1, 0, 1, 2)]
    assert steps == [None, *[seconds // 30] * 3, None]


def test_a_step_is_accepted_once():
    assert factor.matching_step(SECRET, "287082", moment(59), 0) == 1
    assert factor.matching_step(SECRET, "287082", moment(59), 1) is None
    assert factor.matching_step(SECRET, "287082", moment(59), 2) is None


@pytest.mark.parametrize("typed", ["287 082", " 287082", "287-082"])
def test_a_code_may_be_typed_in_groups(typed):
    assert factor.looks_like_code(typed)
    assert factor.matching_step(SECRET, typed, moment(59), None) == 1


@pytest.mark.parametrize("typed", ["28708", "2870822", "٢٨٧٠٨٢", "abcdef", ""])
def test_what_is_no_code_is_none(typed):
    assert not factor.looks_like_code(typed)
    assert factor.matching_step(SECRET, typed, moment(59), None) is None


def test_a_secret_is_bound_to_its_account_and_key(tmp_path):
    sealer = Sealer(tmp_path)
    sealed = sealer.seal(USER, SECRET, first=True)
    assert SECRET.encode() not in sealed
    assert sealer.open(USER, sealed) == SECRET
    assert stat.S_IMODE((tmp_path / "accounts.key").stat().st_mode) == 0o600
    assert Sealer(tmp_path).open(USER, sealed) == SECRET
    with pytest.raises(SecretUnreadable):
        sealer.open(uuid.UUID(int=8), sealed)
    other = Sealer(tmp_path / "other")
    other.seal(USER, SECRET, first=True)
    with pytest.raises(SecretUnreadable):
        other.open(USER, sealed)
    for damaged in (sealed[:-1], b"", b"\x01short", b"\x02" + sealed[1:]):
        with pytest.raises(SecretUnreadable):
            sealer.open(USER, damaged)


def test_a_lost_key_is_not_replaced_while_secrets_exist(tmp_path):
    with pytest.raises(KeyFileError, match=r"accounts\.key is missing"):
        Sealer(tmp_path).seal(USER, SECRET, first=False)


def test_the_picture_holds_the_link_and_loads_nothing():
    address = factor.picture(SECRET, "aygun.m")
    assert address.startswith("data:image/svg+xml")
    link = urlsplit(factor.link(SECRET, "aygun.m"))
    assert (link.scheme, link.netloc) == ("otpauth", "totp")
    assert parse_qs(link.query)["secret"] == [SECRET]


def test_recovery_codes_are_random_and_forgiving_of_their_spelling():
    codes = {factor.recovery_code() for _number in range(100)}
    assert len(codes) == 100
    code = codes.pop()
    assert len(factor.squeezed(code)) == 16
    assert factor.recovery_hash(USER, code) == factor.recovery_hash(USER, code.upper().replace("-", " "))
    assert factor.recovery_hash(USER, code) != factor.recovery_hash(uuid.UUID(int=8), code)
    assert not factor.looks_like_code(code)
