"""Rows of the access matrix for the preventive mechanism: its visits, what it writes, its figures and its members."""

from __future__ import annotations

from healthapp.access import Role
from tests.system.reach import MEMBERS, OVERSIGHT, Row, everywhere

OFFICE = frozenset({Role.OMBUDSMAN})

MECHANISM: dict[str, Row] = {
    **dict.fromkeys(
        ("inspection.index checklists.index checklists.edit checklists.save annual.index annual.export").split(),
        everywhere(OVERSIGHT),
    ),
    **dict.fromkeys(
        ("inspection.opening", "inspection.open_save", "plans.index", "plans.new", "plans.add"), everywhere(MEMBERS)
    ),
    **dict.fromkeys(
        (
            "inspection.show glance.show glance.export sampling.index sampling.show copies.index "
            "proofs.visit_checkpoints proofs.slip proofs.note"
        ).split(),
        everywhere(OVERSIGHT, absent=True),
    ),
    **dict.fromkeys(
        (
            "inspection.account inspection.join inspection.guest inspection.leave inspection.prolong "
            "inspection.closing inspection.close inspection.abort_visit inspection.onward glance.behind sampling.draw "
            "sampling.frame sampling.add auditing.show auditing.save sealed.index sealed.write sealed.seen "
            "copies.ask copies.show copies.again copies.file proofs.take "
            "findings.index findings.share findings.new findings.add findings.show findings.change findings.take_back "
            "acts.act acts.draft_report plans.give_up"
        ).split(),
        everywhere(MEMBERS, absent=True),
    ),
    **dict.fromkeys("sealed.key sealed.make sealed.unlock sealed.lock sealed.change".split(), everywhere(MEMBERS)),
    **dict.fromkeys("mandates.index mandates.new mandates.create annual.check".split(), everywhere(OFFICE)),
    **dict.fromkeys(
        "mandates.show mandates.renew mandates.end annual.show annual.decide annual.rejected".split(),
        everywhere(OFFICE, absent=True),
    ),
}
