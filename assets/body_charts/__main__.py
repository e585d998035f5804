"""`python -m assets.body_charts FOLDER`: writes all charts into a folder, to be compared or to become a new version."""

from __future__ import annotations

import sys
from pathlib import Path

from assets.body_charts.sheets import files


def main(folder: str) -> None:
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (place / name).write_text(text, "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
