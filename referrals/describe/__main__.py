"""``python -m referrals.describe [root]``: write the generated documents below ``root`` (default: here)."""

from __future__ import annotations

import sys
from pathlib import Path

from referrals.describe import documents


def main(root: Path) -> None:
    """Write every file, making folders as needed. Raises OSError where that is impossible."""
    for path, text in documents().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
