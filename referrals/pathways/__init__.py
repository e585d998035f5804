"""Every pathway by (id, version). A new version is added beside the old ones, which stay for the cases on them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from referrals.model import Pathway
from referrals.pathways import (
    disability,
    hospital_referral,
    illness,
    own_specialist,
    petition,
    placement,
    placement_in_prison,
    probation,
    remand,
)


def register(pathways: tuple[Pathway, ...]) -> Mapping[tuple[str, int], Pathway]:
    """Raises ValueError when an (id, version) is taken or a pathway leads to one that is not there."""
    found: dict[tuple[str, int], Pathway] = {}
    for pathway in pathways:
        if (pathway.id, pathway.version) in found:
            raise ValueError(f"pathway {pathway.id} version {pathway.version} is declared twice")
        found[pathway.id, pathway.version] = pathway
    known = {id_ for id_, _version in found}
    for pathway in pathways:
        leads = {id_ for state in pathway.states for id_ in state.leads_to} | set(pathway.roads)
        leads |= {mark.opens for mark in pathway.marks if mark.opens}
        if leads - known:
            raise ValueError(f"pathway {pathway.id} leads to {sorted(leads - known)}, which nobody declared")
    return MappingProxyType(found)


PATHWAYS = register(
    (
        illness.MENTAL,
        illness.OTHER,
        remand.REMAND,
        petition.PETITION,
        placement.WARD,
        placement.CONSENT,
        placement.CONVICT,
        placement.REMAND,
        placement_in_prison.IN_PRISON,
        disability.DISABILITY,
        own_specialist.OWN_SPECIALIST,
        hospital_referral.REFERRAL,
        probation.HANDOVER,
    )
)


def find(id_: str, version: int) -> Pathway:
    """The version a running case keeps. Raises KeyError when there is none."""
    return PATHWAYS[id_, version]


def current(id_: str) -> Pathway:
    """The newest version, for a case that begins today. Raises KeyError for an unknown id."""
    versions = [version for known, version in PATHWAYS if known == id_]
    if not versions:
        raise KeyError(id_)
    return PATHWAYS[id_, max(versions)]
