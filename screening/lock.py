"""``python -m screening.lock`` adds to the locks what is new.

It refuses to touch a line that is there: whoever must correct a released file gives it a new version, and a cut-off
a new day from which it is valid.
"""

from __future__ import annotations

import sys

from screening import policies
from screening.library import INSTRUMENTS, POLICIES, policy_digest
from screening.reading import json_of
from screening.seal import LOCK, digest_of, grown, read_lock


def main() -> None:
    """Lock every file of the package that is not locked yet."""
    files = {
        path.relative_to(INSTRUMENTS).as_posix(): digest_of(path.read_bytes())
        for path in INSTRUMENTS.rglob("*")
        if path.is_file() and path.name != LOCK
    }
    rules = {
        policy.key: policy_digest(policy)
        for path in POLICIES.glob("*.json")
        for policy in policies.policies(path.name, json_of(path.name, path.read_bytes()))
    }
    for folder, present in ((INSTRUMENTS, files), (POLICIES, rules)):
        (folder / LOCK).write_text(grown(read_lock(folder / LOCK), present), "utf-8")
    sys.stdout.write(f"{len(files)} files and {len(rules)} cut-offs are locked\n")


if __name__ == "__main__":
    main()
