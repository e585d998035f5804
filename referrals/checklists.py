"""What a complete file of each pathway holds, paper by paper, and where each paper comes from.

A checklist counts completeness and prints the contents of a bundle; which step needs which paper is said by the
pathway itself. Source of the release list: the requirements' checklist for the expert commission; CEP 170.5 for the
administration's papers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from referrals.documents import ALL, CLINICAL
from referrals.pathways import PATHWAYS


class Source(StrEnum):
    """Whose paper it is: drawn from or written by the medical unit, or brought by the prison administration."""

    UNIT = "unit"
    CUSTODY = "custody"


class Standing(StrEnum):
    """How an item of the checklist stands."""

    PRESENT = "present"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist: any one of ``papers`` fulfils it."""

    papers: tuple[str, ...]
    source: Source = Source.UNIT

    @property
    def code(self) -> str:
        return self.papers[0]

    @property
    def clinical(self) -> bool:
        return bool(set(self.papers) & CLINICAL)


#: The prison administration's own papers: it uploads these and nothing else.
CUSTODY_PAPERS = frozenset({"official_letter", "behaviour_statement", "personal_file", "sentence_data", "submission"})
#: A reason may stand in place of these: not every illness has a specialist's opinion, not everybody an interpreter.
MAY_NOT_APPLY = frozenset(
    "test_results specialist_opinions treatment_response functional_status place_of_care next_of_kin "
    "interpreter_record injury_photographs risk_assessment authority_document capacity_assessment".split()
)


def _items(text: str) -> tuple[Item, ...]:
    """``"a b|c"``: a, and one of b and c."""
    made = []
    for words in text.split():
        papers = tuple(words.split("|"))
        source = Source.CUSTODY if papers[0] in CUSTODY_PAPERS else Source.UNIT
        made.append(Item(papers, source))
    return tuple(made)


_MEDICAL = "case_summary diagnosis test_results specialist_opinions treatment_response prognosis functional_status"
_PERSON = "identity_data disclosure_consent|disclosure_refusal"
_CARE = "interpreter_record next_of_kin place_of_care injury_photographs"
_LETTER = "official_letter behaviour_statement personal_file sentence_data"
_PSYCHIATRIC = "screening_or_observation mental_state_examination risk_assessment capacity_assessment council_opinion"

CHECKLISTS: Mapping[str, tuple[Item, ...]] = MappingProxyType(
    {
        "illness_mental": _items(f"{_MEDICAL} psychiatric_opinion {_PERSON} {_CARE} {_LETTER}"),
        "illness_other": _items(f"{_MEDICAL} {_PERSON} {_CARE} {_LETTER}"),
        "illness_remand": _items(f"case_summary diagnosis test_results specialist_opinions {_PERSON} medical_opinion"),
        "court_petition": _items("petition authority_document case_summary diagnosis test_results"),
        "placement_a": _items(f"{_PSYCHIATRIC} medicines_list"),
        "placement_b": _items(f"{_PSYCHIATRIC} treatment_consent medicines_list"),
        "placement_c": _items(f"{_PSYCHIATRIC} court_act medicines_list"),
        "placement_d": _items("screening_or_observation mental_state_examination court_act medicines_list"),
        "placement_e": _items(f"{_PSYCHIATRIC} care_plan"),
        "disability": _items("identity_data case_summary diagnosis functional_status specialist_opinions"),
        "own_specialist": _items("request payer_statement licence_copy"),
        "hospital_referral": _items("case_summary diagnosis test_results transfer_summary medicines_list"),
        "probation_handover": _items("court_act treatment_status_note probation_notice"),
    }
)


def of(pathway: str) -> tuple[Item, ...]:
    """The checklist of a pathway; empty for one that has none. Raises KeyError for an unknown pathway."""
    if not any(id_ == pathway for id_, _version in PATHWAYS):
        raise KeyError(pathway)
    return CHECKLISTS.get(pathway, ())


def standing(item: Item, papers: Collection[str], waived: Collection[str]) -> Standing:
    """How ``item`` stands, given the codes of the papers in the file and of those for which a reason stands."""
    if set(item.papers) & set(papers):
        return Standing.PRESENT
    return Standing.NOT_APPLICABLE if set(item.papers) & set(waived) else Standing.MISSING


def fulfilled(pathway: str, papers: Collection[str], waived: Collection[str]) -> tuple[int, int]:
    """(items present or not applicable, items in all)."""
    items = of(pathway)
    return sum(standing(item, papers, waived) is not Standing.MISSING for item in items), len(items)


def kept(pathway: str) -> frozenset[str]:
    """Papers that a step of this pathway takes only from the file: their word alone is not enough."""
    listed = {code for item in of(pathway) for code in item.papers}
    if not pathway.startswith("illness_"):
        return frozenset()
    return frozenset(listed & ALL)
