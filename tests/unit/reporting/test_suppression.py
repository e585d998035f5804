"""What is hidden cannot be computed from what is shown; what need not be hidden is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthapp.reporting.suppression import SMALLEST, hidden_in_list, hidden_in_table, small

COUNT = st.one_of(st.integers(0, 7), st.integers(0, 400))


def with_sums(counts: list[list[int]]) -> list[list[int]]:
    full = [[*row, sum(row)] for row in counts]
    return [*full, [sum(column) for column in zip(*full, strict=True)]]


def computable(equations: list[list[int]], hidden: list[int]) -> set[int]:
    """Hidden unknowns that a reader of the sums can compute: those whose unit vector the equations span."""
    matrix = np.array([[row[place] for place in hidden] for row in equations], dtype=float)
    rank = np.linalg.matrix_rank(matrix) if matrix.size else 0
    found = set()
    for place in range(len(hidden)):
        unit = np.zeros((1, len(hidden)))
        unit[0, place] = 1
        if np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank:
            found.add(hidden[place])
    return found


@given(st.lists(COUNT, min_size=1, max_size=8))
def test_no_small_number_of_a_list_can_be_computed(counts: list[int]) -> None:
    values = [*counts, sum(counts)]
    hidden = sorted(hidden_in_list(counts))
    assert {place for place, count in enumerate(values) if small(count)} <= set(hidden)
    equation = [1] * len(counts) + [-1]
    assert not {place for place in computable([equation], hidden) if small(values[place])}


@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(COUNT, min_size=width, max_size=width), min_size=2)))
def test_no_small_number_of_a_table_can_be_computed(counts: list[list[int]]) -> None:
    nothing_can_be_computed(counts, hidden_in_table(counts))


@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(COUNT, min_size=width, max_size=width), min_size=2)))
def test_nor_where_another_table_tells_what_each_row_amounts_to(counts: list[list[int]]) -> None:
    hidden = hidden_in_table(counts, told=True)
    assert not [row for row, line in enumerate(counts) if (row, len(line)) in hidden and not small(sum(line))]
    nothing_can_be_computed(counts, hidden)


def test_a_sum_told_elsewhere_covers_nothing() -> None:
    """Hidden beside the 3, the sum of 43 stood in the next table: 43 less 40 was 3."""
    counts = [[3, 40, 0], [8, 0, 10]]
    assert (0, 3) in hidden_in_table(counts)
    assert hidden_in_table(counts, told=True) & {(0, 1), (0, 2), (0, 3)} == {(0, 1)}


def nothing_can_be_computed(counts: list[list[int]], hidden: frozenset[tuple[int, int]]) -> None:
    full = with_sums(counts)
    rows, columns = len(full), len(full[0])
    assert {(r, c) for r in range(rows) for c in range(columns) if small(full[r][c])} <= hidden
    equations = []
    for row in range(rows):
        equations.append([(-1 if c == columns - 1 else 1) * (r == row) for r in range(rows) for c in range(columns)])
    for column in range(columns):
        equations.append([(-1 if r == rows - 1 else 1) * (c == column) for r in range(rows) for c in range(columns)])
    flat = sorted(row * columns + column for row, column in hidden)
    values = [count for row in full for count in row]
    assert not {place for place in computable(equations, flat) if small(values[place])}


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    assert hidden_in_table([[5, 0], [12, 40]]) == frozenset()
    assert hidden_in_list([0, 0, 9]) == frozenset()


def test_one_small_number_takes_the_smallest_other_with_it() -> None:
    assert hidden_in_list([3, 40, 9]) == {0, 2}


def test_a_zero_covers_only_where_nothing_else_can() -> None:
    assert hidden_in_list([3, 0, 9]) == {0, 2}
    assert hidden_in_list([3, 0]) == {0, 2}


def test_a_small_number_in_a_table_is_covered_by_a_circle_of_four() -> None:
    hidden = hidden_in_table([[2, 30, 50], [10, 11, 60], [70, 80, 90]])
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize("count", range(12))
def test_small_is_one_to_four(count: int) -> None:
    assert small(count) == (count in {1, 2, 3, 4})
    assert SMALLEST == 5


def test_crooked_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="equally long"):
        hidden_in_table([[1], [1, 2]])
