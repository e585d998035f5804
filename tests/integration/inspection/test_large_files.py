"""A file as large as a request may be is checked whole: cut, it was a forgery that nobody had made."""

from __future__ import annotations

import io

import pytest

from blueprints import proofs
from healthapp.access import Role

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("size", [61 * MEGABYTE])
def test_nothing_is_cut_off_what_was_brought(house, monkeypatch, size):
    seen, check = [], proofs.checkpoints.check

    def looked_at(*given):
        *where, files = given
        seen.extend(len(data) for _name, data in files)
        return check(*where, [("checkpoint.txt", b"?")])

    monkeypatch.setattr(proofs.checkpoints, "check", looked_at)
    browser = house.browser(Role.NPG)
    brought = {"files": (io.BytesIO(bytes(size)), "copies.zip")}
    assert browser.post("/proof", brought).status_code == 200
    assert seen == [size]


def test_the_page_says_how_large_a_file_may_be_and_where_a_larger_one_is_checked(house):
    browser = house.browser(Role.NPG)
    browser.get("/proof", lang="en")
    page = browser.get("/proof").get_data(as_text=True)
    assert house.app.config["MAX_CONTENT_LENGTH"] == 64 * MEGABYTE
    assert "up to 64 megabytes together" in page
