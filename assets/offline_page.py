"""Puts ``verify.html`` together: one file that carries its own script, style and words, and reaches for nothing.

The modules of ``assets/verify`` are linked by taking the imports and exports away, in the order in which they need
each other; a name declared twice would silently become one, so that is refused. The page's own policy names the
digests of its script and style and allows no connection at all.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "assets" / "verify"
ENTRY = "start.js"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.]+)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)


class LinkError(ValueError):
    """Two modules cannot stand in one file."""


def in_order(name: str = ENTRY, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Names of the modules, each after those it imports."""
    done = set(seen)
    for _names, needed in _IMPORT.findall((FOLDER / name).read_text("utf-8")):
        for found in in_order(needed, tuple(done)):
            if found not in done:
                done.add(found)
                yield found
    yield name


def linked() -> str:
    """One script out of all modules. Raises LinkError for a name that two of them declare."""
    owners: dict[str, str] = {"WORDS": "this file"}
    parts = []
    for name in in_order():
        text = (FOLDER / name).read_text("utf-8")
        for declared in _DECLARED.findall(text):
            if declared in owners:
                raise LinkError(f"{declared} is declared in {owners[declared]} and {name}")
            owners[declared] = name
        body = _IMPORT.sub("", text)
        if " as " in "".join(names for names, _module in _IMPORT.findall(text)) or "import " in re.sub(
            "//.*", "", body
        ):
            raise LinkError(f"{name} imports in a way that cannot be linked")
        parts.append(re.sub(r"^export ", "", body, flags=re.MULTILINE))
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def words() -> dict[str, dict[str, dict[str, str]]]:
    """The sentences of every language: as in the command, because they are the same tables."""
    sys.path.insert(0, str(ROOT))
    from healthapp import catalogues, i18n  # noqa: PLC0415 - only what builds the page needs the program
    from healthapp.ledger import event_words  # noqa: PLC0415
    from healthapp.ledger.offline_words import HEADLINES, SENTENCES  # noqa: PLC0415
    from healthapp.ledger.page_words import PAGE  # noqa: PLC0415
    from healthapp.ledger.subject_words import names  # noqa: PLC0415

    catalogues.compile_all()
    made = {}
    for language in i18n.LANGUAGES:
        with i18n.in_language(language):
            tables = {"page": PAGE, "sentences": SENTENCES, "headlines": HEADLINES, "subjects": names()}
            tables["events"] = event_words.names()
            made[language] = {name: {key: str(text) for key, text in table.items()} for name, table in tables.items()}
    return made


def digest_source(text: str) -> str:
    """How a policy names an inline script or style."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def page(version: str) -> str:
    """The whole file."""
    told = json.dumps(words(), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    script = f"const WORDS = {told};\n{linked()}"
    style = (FOLDER / "verify.css").read_text("utf-8")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {digest_source(script)}",
            f"style-src {digest_source(style)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    whole = (FOLDER / "verify.html").read_text("utf-8")
    values = {"policy": policy, "style": style, "script": script, "version": version}
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], whole)
