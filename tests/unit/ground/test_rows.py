"""A row has its id from the moment it is made, so that rows which wait for no answer are written together."""

from __future__ import annotations

import uuid

from healthapp.deadlines.models import Deadline
from healthapp.people.models import Person


def test_a_row_has_its_id_before_it_is_written_and_keeps_one_it_is_given() -> None:
    given = uuid.uuid4()
    assert Person(id=given).id == given
    first, second = Person(), Deadline()
    assert first.id.version == second.id.version == 7
    assert first.id < second.id
