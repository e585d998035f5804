"""Given a number in a form or an address, when no column could hold it, then it is no number of ours: no error page."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound

from blueprints import GREATEST, register
from healthapp.web.request import posted_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("999999999", 999_999_999),
        ("", -1),
        ("-1", -1),
        ("7.0", -1),
        ("1000000000", -1),
        ("1" * 5_000, -1),  # int() refuses more than 4,300 digits
        ("²", -1),  # a digit, and no number
        ("٧", -1),
    ],
)
def test_what_is_no_number_of_ours_is_the_version_of_nothing(typed, number):
    with Flask(__name__).test_request_context(method="POST", data={"version": typed}):
        assert posted_number() == number
        assert posted_number("place", otherwise=4) == 4


def test_no_address_bears_a_number_greater_than_a_column_holds():
    app = Flask(__name__)
    register(app)
    numbered = [rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule]
    assert len(numbered) > 10
    addresses = app.url_map.bind("localhost")
    for rule in numbered:
        somebody = re.sub(r"<uuid:\w+>", "0190b6a0-0000-7000-8000-000000000000", rule.rule)
        method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        assert addresses.match(re.sub(r"<int:\w+>", str(GREATEST), somebody), method=method)[0] == rule.endpoint
        with pytest.raises((NotFound, MethodNotAllowed)):
            addresses.match(re.sub(r"<int:\w+>", str(GREATEST + 1), somebody), method=method)
