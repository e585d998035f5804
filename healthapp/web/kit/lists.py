"""Answers to check and tasks to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from healthapp.web.kit.environment import own
from healthapp.web.kit.icons import state


def summary_list(
    rows: Iterable[Mapping[str, Any]], *, title: str | None = None, href: str | None = None, questions: bool = False
) -> Markup:
    """What was answered, to check before signing.

    A row: ``key``, ``value`` (text or Markup; empty is written "not answered"), optional ``href`` to change it
    and ``missing`` (True: completeness asks for it). With ``title`` in a card, ``href`` changing the whole.
    ``questions``: the keys are whole sentences, and have the wider column.
    """
    made = [
        {"key": row["key"], "value": row["value"], "href": row.get("href"), "missing": row.get("missing", False)}
        for row in rows
    ]
    return own("lists.html", "summary", made, title, href, questions)


def task_list(items: Iterable[Mapping[str, Any]], *, prefix: str = "task") -> Markup:
    """Parts to do in any order. An item: ``title``, ``status`` (Markup of ``state`` or text), ``href``, ``hint``.

    ``prefix`` of the ids by which a part is told its state: another for each list of a page.
    """
    made = []
    for item in items:
        status = item["status"]
        made.append(
            {
                "title": item["title"],
                "href": item.get("href"),
                "hint": item.get("hint"),
                "status": state(*status) if isinstance(status, tuple) else status,
            }
        )
    return own("lists.html", "tasks", made, prefix)
