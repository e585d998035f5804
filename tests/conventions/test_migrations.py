"""Migrations are one chain: two that were numbered at the same time would each be the last."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "migrations" / "versions"


def test_every_migration_has_a_number_of_its_own_and_follows_the_one_before():
    texts = [(path.name[:4], path.read_text()) for path in sorted(FOLDER.glob("[0-9]*.py"))]
    said = [(name, re.findall(r'^(?:down_)?revision = "?(\w+)"?$', text, re.MULTILINE)) for name, text in texts]
    assert [name for name, (revision, *_before) in said if revision != name] == []
    assert [later[0] for earlier, later in pairwise(said) if later[1][1] != earlier[0]] == []
    assert len({name for name, _revisions in said}) == len(said)
