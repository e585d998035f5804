"""The pathways as documents: one page of tables and one diagram each, generated from the declarations alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from referrals.describe.drawing import draw
from referrals.describe.text import page
from referrals.model import Pathway
from referrals.pathways import PATHWAYS

PAGE = Path("docs/pathways.md")
PICTURES = Path("docs/images/pathways")


def documents(pathways: Mapping[tuple[str, int], Pathway] = PATHWAYS) -> dict[Path, str]:
    """Relative path -> whole text of every generated file."""
    pictures = {PICTURES / f"{pathway.id}.svg": draw(pathway) for pathway in newest(pathways)}
    return {PAGE: page(newest(pathways)), **pictures}


def newest(pathways: Mapping[tuple[str, int], Pathway]) -> tuple[Pathway, ...]:
    """The version a new case would take, of each pathway."""
    latest: dict[str, Pathway] = {}
    for pathway in sorted(pathways.values(), key=lambda way: way.version):
        latest[pathway.id] = pathway
    return tuple(latest[id_] for id_ in dict.fromkeys(id_ for id_, _version in pathways))
