"""What the intake form QM-1 prints. The presenter fills it, in the language of the sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from healthapp.documents.values import Addendum, PrintCell, PrintRow, Sheet, SignatureRow
from healthapp.documents.vitals import VitalsPart

Cells = tuple[tuple[PrintCell, ...], ...]


@dataclass(frozen=True, slots=True)
class CellsPart:
    """Label-over-value cells: rows of cells that add up to twelve twelfths."""

    rows: Cells


@dataclass(frozen=True, slots=True)
class TablePart:
    """A plain table: heads, rows of texts, ``widths`` as shares of the text width; ``caption`` stands over it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class NotePart:
    """A remark under the rows, for instance an instrument's result in words."""

    text: str


@dataclass(frozen=True, slots=True)
class AllergyRow:
    substance: str
    reaction: str
    severity: str
    since: str
    source: str


@dataclass(frozen=True, slots=True)
class AllergiesPart:
    """``statement`` is the coded answer in words ("none known (asked)", "not asked: ..."); never empty."""

    statement: str
    rows: tuple[AllergyRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MedicineRow:
    """One medicine. ``critical`` and ``missed`` are printed as words in bold; ``group``: its critical class."""

    name: str
    code: str
    dose: str
    last_taken: str
    verified: str
    next_due: str
    decision: str
    critical: bool = False
    missed: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class MedicinesPart:
    """``statement`` as for allergies: "takes medicines", "takes none (asked)", "refused to say" and so on."""

    statement: str
    rows: tuple[MedicineRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem with its plan; ``code`` is ICD-10, ``due`` who and by when."""

    problem: str
    code: str
    plan: str
    due: str


@dataclass(frozen=True, slots=True)
class ProblemsPart:
    rows: tuple[ProblemRow, ...]


Part = VitalsPart | AllergiesPart | MedicinesPart | ProblemsPart | CellsPart | TablePart | NotePart


@dataclass(frozen=True, slots=True)
class PrintSection:
    """One section: letter, title, special parts, then the questions; ``notes`` (remarks, tables) print after them."""

    number: str
    title: str
    rows: tuple[PrintRow, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedPart:
    """Something declined: what, the reason if one was given, when it is offered again."""

    part: str
    reason: str
    offer_again: str


@dataclass(frozen=True, slots=True)
class MeasuresBox:
    """What custody staff receive: (code or empty, words), nothing clinical; ``sent`` says to whom and when."""

    codes: tuple[tuple[str, str], ...]
    sent: str = ""


@dataclass(frozen=True, slots=True)
class AfterSignature:
    """State at the time of printing: addenda and what was handed out."""

    as_of: dt.datetime
    addenda: tuple[Addendum, ...] = ()
    events: Cells = ()


@dataclass(frozen=True, slots=True)
class IntakePrint:
    """The whole form. ``clock`` is the first row (physical admission, examination, time between, limit, late or not);
    ``circumstances`` who was present, privacy, consent. ``warning`` prints in a box under the title (void, superseded).
    ``awaits_doctor`` marks a print made before the countersignature. ``title`` stands over another kind of examination
    than the intake; ``alerts`` are what the answers themselves say needs an act."""

    sheet: Sheet
    subtitle: str
    clock: Cells
    circumstances: Cells
    sections: tuple[PrintSection, ...]
    signatures: tuple[SignatureRow, ...]
    measures: MeasuresBox | None = None
    refused: tuple[RefusedPart, ...] = ()
    after: AfterSignature | None = None
    awaits_doctor: bool = False
    warning: str = ""
    title: str = ""
    alerts: tuple[str, ...] = ()
