"""Pages that are read take turns in a worker."""

from __future__ import annotations

import threading
import time

import pytest

from healthapp.web.turns import Line, Turns, take

LONG = 5.0


class Slow:
    """An application that answers when it is told to, and knows how many it answers at once."""

    def __init__(self) -> None:
        self.inside, self.most = 0, 0
        self.begun, self.go = threading.Semaphore(0), threading.Event()

    def __call__(self, _environ, _start):
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.begun.release()
        assert self.go.wait(LONG)
        self.inside -= 1
        return [b"done"]


@pytest.fixture
def slow():
    return Slow()


def asked(app, *methods):
    threads = [threading.Thread(target=app, args=({"REQUEST_METHOD": method}, None)) for method in methods]
    for thread in threads:
        thread.start()
    return threads


def ended(threads):
    for thread in threads:
        thread.join(LONG)
    return not any(thread.is_alive() for thread in threads)


def until(true):
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_one_page_at_a_time_is_computed(slow):
    threads = asked(Turns(slow, patience=LONG), "GET", "GET", "GET")
    assert slow.begun.acquire(timeout=LONG)
    assert not slow.begun.acquire(timeout=0.05)
    slow.go.set()
    assert ended(threads)
    assert slow.most == 1


def test_behind_a_heavy_page_the_next_one_begins_anyway(slow):
    threads = asked(Turns(slow, patience=0.01), "GET", "GET")
    assert slow.begun.acquire(timeout=LONG)
    assert slow.begun.acquire(timeout=LONG)
    slow.go.set()
    assert ended(threads)
    assert slow.most == 2


def test_what_brings_a_body_takes_no_turn_and_holds_up_nobody(slow):
    threads = asked(Turns(slow, patience=LONG), "POST", "POST", "GET")
    for _begun in threads:
        assert slow.begun.acquire(timeout=LONG)
    slow.go.set()
    assert ended(threads)


def test_a_view_that_only_reads_takes_its_turn_when_its_body_has_come(slow):
    def searching(environ, start):
        take(environ)
        take(environ)  # a second time is the same turn
        return slow(environ, start)

    threads = asked(Turns(searching, patience=LONG), "POST", "POST", "GET")
    assert slow.begun.acquire(timeout=LONG)
    assert not slow.begun.acquire(timeout=0.05)
    slow.go.set()
    assert ended(threads)
    assert slow.most == 1


def test_without_turns_nothing_waits():
    take({})


def test_a_page_that_fails_gives_its_turn_back():
    def failing(_environ, _start):
        raise ValueError("no page")

    app = Turns(failing, patience=0)
    for _again in range(2):
        with pytest.raises(ValueError, match="no page"):
            app({"REQUEST_METHOD": "GET"}, None)
    assert app._line.acquire(0)


def test_whoever_came_first_is_served_first():
    line, served = Line(), []
    assert line.acquire(0)

    def come(number):
        assert line.acquire(LONG)
        served.append(number)
        line.release()

    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=come, args=(number,)))
        threads[-1].start()
        until(lambda: len(line._waiting) == len(threads))
    line.release()
    assert ended(threads)
    assert served == [0, 1, 2, 3, 4, 5]


def test_whoever_gave_up_waiting_is_not_waited_for():
    line = Line()
    assert line.acquire(0)
    assert not line.acquire(0.01)
    line.release()
    assert line.acquire(0)


def test_whoever_is_called_in_the_moment_in_which_patience_ends_has_the_turn():
    """Given a line in which patience has just ended / when the turn is handed on before that was noted / then it is
    taken, or nobody would ever have it again."""

    class Late(Line):
        def _called(self, called, patience):
            came = super()._called(called, 0)
            self.release()
            return came

    line = Late()
    assert line.acquire(0)
    assert line.acquire(0)
    line.release()
    assert line.acquire(0)
