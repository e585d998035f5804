"""Two Jinja environments beside the pages' own: one lenient for the library's macros, one strict for ours.

The GOV.UK macros lean on values that are not there; our pages must fail on one, because a missing allergy
must never print as nothing. So the macros live here and answer with finished markup.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from healthapp.i18n import gettext, ngettext
from healthapp.web.kit import bytecode, icons
from healthapp.web.kit.markup import whole

LIBRARY = "govuk_frontend_jinja"
OWN = Path(__file__).parents[2] / "templates" / "kit"

_library = Environment(
    loader=PrefixLoader({LIBRARY: PackageLoader(LIBRARY)}),
    undefined=ChainableUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    bytecode_cache=bytecode.kept,
    auto_reload=False,  # like the pages' own: a form would ask the disk for the age of dozens of files
)
_own = Environment(
    loader=FileSystemLoader(OWN),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    bytecode_cache=bytecode.kept,
    auto_reload=False,  # like the pages' own: a form would ask the disk for the age of dozens of files
)
_own.globals.update(_=gettext, ngettext=ngettext, icon=icons.icon, state=icons.state)
_own.filters["whole"] = whole


@cache
def _macro(component: str) -> Any:
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    return getattr(_library.get_template(f"{LIBRARY}/components/{component}/macro.html").module, name)


@cache
def _part(file: str, name: str) -> Any:
    return getattr(_own.get_template(file).module, name)


def govuk(component: str, **params: Any) -> Markup:
    """A GOV.UK component by its folder's name, e.g. ``error-summary``; ``None`` parameters are left out."""
    return Markup(_macro(component)({name: value for name, value in params.items() if value is not None}))  # noqa: S704


def own(file: str, name: str, /, *args: Any, **values: Any) -> Markup:
    """A macro of ``templates/kit/<file>``; raises UndefinedError when it asks for what is not there."""
    return Markup(_part(file, name)(*args, **values))  # noqa: S704 - made by an escaping template


def compile_all() -> None:
    """Every macro of the library and of ours, ahead of the first page that asks for one."""
    for file in _own.list_templates(extensions=["html"]):
        _own.get_template(file)
    for file in _library.list_templates(filter_func=lambda name: name.endswith("/macro.html")):
        _library.get_template(file)
