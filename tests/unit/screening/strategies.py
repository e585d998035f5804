"""Answers as people give them: whole sets, sets with gaps, and sets that are no answers at all."""

from __future__ import annotations

from hypothesis import strategies as st

from screening.engine import enabled
from screening.instrument import Instrument
from screening.model import Context, Item
from tests.unit.screening.support import DAY

CONTEXTS = st.builds(
    Context,
    on=st.just(DAY),
    language=st.sampled_from(("az", "ru", "en")),
    sex=st.sampled_from(("female", "male", "unknown")),
    age=st.just(17),  # inside every population or only noted
)


def legal(item: Item) -> st.SearchStrategy:
    return st.text(max_size=3) if item.kind == "text" else st.sampled_from(sorted(item.points))


@st.composite
def whole(draw, instrument: Instrument) -> dict:
    """Every item that is to be asked has an answer; the ones that may be left out sometimes have none."""
    answers: dict = {}
    for item in instrument.definition.items:
        asked = item.enable_when is None or enabled(instrument, answers)[item.id]
        if asked and (item.required or draw(st.booleans())):
            answers[item.id] = draw(legal(item))
    return answers


@st.composite
def with_gaps(draw, instrument: Instrument, declining: bool = True) -> tuple[dict, dict]:
    """A whole set, and the same with needed answers left out, not testable or, if so wished, declined."""
    full = draw(whole(instrument))
    part = {**full}
    for item in instrument.definition.items:
        if item.id in full and item.required and draw(st.booleans()):
            words = sorted(item.allow) if declining else sorted(item.allow - {"declined"})
            gap = draw(st.sampled_from([None, "left out", *words]))
            if gap == "left out":
                del part[item.id]
            else:
                part[item.id] = gap
    return full, part


JUNK = st.dictionaries(
    st.sampled_from([f"q{number}" for number in range(1, 12)] + ["eye", "pulse", "cough", "zz"]),
    st.one_of(st.none(), st.booleans(), st.integers(-3, 400), st.floats(), st.text(max_size=4), st.just([])),
)
