"""Templates compiled once for every application of this process and of the workers forked from it.

Compiling what one page needs takes a second; a worker that replaces a dead one must not spend it again.
"""

from __future__ import annotations

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from healthapp.web.kit import environment


class Compiled(BytecodeCache):
    """Byte code in memory. Jinja asks by template and digest of its source, so a changed one is compiled again."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get(bucket.key)
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_compiled = Compiled()


def install(app: Flask) -> None:
    app.jinja_env.bytecode_cache = _compiled


def compile_all(app: Flask) -> None:
    """Compile every page and every component; before workers are forked, so that they share it."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    environment.compile_all()
