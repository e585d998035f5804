"""What scoring answers. A named tuple, because a frozen dataclass costs more to make than the scoring itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from screening.model import Flag, Status

#: Moves with every change of what the engine computes, so that a stored result says which engine made it.
ENGINE_VERSION = "1"

NOTHING: Mapping[str, str] = MappingProxyType({})
NO_SCORES: Mapping[str, int] = MappingProxyType({})


class Result(NamedTuple):
    """``scores`` and ``bands`` hold only what is settled. Of anything but a complete or prorated result the most
    reassuring band is left out, because what was not asked is not a no.

    ``floor`` is what an unsettled outcome already amounts to, ``act_as`` what it is to be treated as. ``flags`` are
    read on the raw answers, whatever the status. ``actions`` are ids of ``actions.json``. ``problems`` names items and
    what is wrong with them, never an answer. ``policies`` says by outcome which cut-off decided.
    """

    status: Status
    scores: Mapping[str, int]
    bands: Mapping[str, str]
    flags: Mapping[str, Flag]
    floor: Mapping[str, str]
    act_as: Mapping[str, str]
    actions: tuple[str, ...]
    missing: tuple[str, ...]
    declined: tuple[str, ...]
    not_testable: tuple[str, ...]
    disabled_answered: tuple[str, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    policies: Mapping[str, str]
    instrument: str
    version: str
    sha256: str
    engine_version: str
