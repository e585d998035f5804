"""Addresses compiled once a process. Each application compiles its 350 rules anew, nine tenths of what making one
takes; tests make thousands of applications, all with the same rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_known: dict[Any, Callable[..., Any]] = {}


def share() -> None:
    """Let rules of the same parts and defaults share the function that builds their address: it asks the rule it is
    bound to for everything else."""
    compile_builder = Rule._compile_builder

    def remembered(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in _known:
            _known[key] = compile_builder(rule, append_unknown)
        return _known[key]

    if not _known:
        Rule._compile_builder = remembered  # type: ignore[method-assign]
