"""Two who decide about one person's risk at the same moment: nobody takes back what the other has just raised."""

from __future__ import annotations

import threading

from healthapp.access import Permission
from healthapp.risk import queries, services
from healthapp.risk.schemas import Open
from screening.risk import Level


def test_a_level_is_not_raised_to_less_than_it_was_raised_to_meanwhile(unit):
    with unit.act() as uow:
        episode_id = services.open_episode(uow, unit.person, Open("staff", int(Level.L1), "Heç kimlə danışmır")).id
    seen, stored = threading.Event(), threading.Event()
    refused: list[services.Refused] = []

    def second() -> None:
        try:
            with unit.act() as uow:
                row = queries.find(uow.session, uow.actor, episode_id, Permission.RISK_READ).row
                seen.set()
                stored.wait(20)
                services.raise_level(uow, row, Level.L2, "Yuxusuzdur")
        except services.Refused as refusal:
            refused.append(refusal)

    thread = threading.Thread(target=second)
    with unit.act(unit.doctor) as uow:
        row = queries.find(uow.session, uow.actor, episode_id, Permission.RISK_READ).row
        thread.start()
        seen.wait(0.5)  # in vain on the embedded engine, where one writes after the other
        services.raise_level(uow, row, Level.L4, "Özünü asmağa cəhd edib")
    stored.set()
    thread.join(30)
    with unit.database.reading() as session:
        assert queries.open_of(session, unit.person.id).level == Level.L4
    assert refused, "whoever comes second is told that it is higher already"
