"""Every page of documenting an injury, on a running server, for a person with few contacts and one with 700.

``python -m bench journey [--people 2000] [--rounds 9] [--write]``. Each round is one record from the person's page to
the addendum: a feldsher answers every part, charts a lesion, takes a photograph and signs; a doctor gives the opinion,
signs too, sends the notice, adds an addendum and prints. Times are of whole answers at the client, medians of the
rounds; CPU is what the server's processes computed for the page, on average. Ends with an error when a median is over
``LIMIT``. ``--write`` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bench import population, report
from bench.__main__ import WORKERS, database_of, say
from bench.injuries import photograph
from bench.load import Browser, cores_used, spent_since, version_on
from healthapp.database import utc_now
from healthapp.demo.accounts import PASSWORD
from healthapp.injuries.kinds import INJURY
from tests.support.server import Server
from tests.system.journeys.hand import as_typed
from tests.system.journeys.steps import BRUISE, OPINION, beaten

#: Milliseconds of a page, after the issue that asked for this room.
LIMIT = 300
#: Parts whose pages are measured alone; the others are one line together.
NAMED = ("conditions", "consent", "statement")
#: The record comes after the time some rule gave: said wherever it is asked.
LATE = {"late_reason": "Növbədə tək feldşer"}
HEAD = ("Page", "few: median ms", "few: CPU ms", "700: median ms", "700: CPU ms")
Ask = Callable[[], tuple[int, str]]


class Watch:
    """What each page took, in seconds, and what the server computed for it."""

    def __init__(self, server: int) -> None:
        self.server = server
        self.spent: dict[str, list[float]] = {}
        self.used: dict[str, float] = {}

    def page(self, name: str, browser: Browser, ask: Ask, expected: int = 200) -> str:
        """The text of an answer, timed. Raises SystemExit where it is not the expected one."""
        before = cores_used([self.server])
        spent, status = browser.timed(ask)
        text = browser.page
        if status != expected:
            raise SystemExit(f"{name}: {status} instead of {expected}: {text.partition('<main')[2][:1500]}")
        self.spent.setdefault(name, []).append(spent)
        self.used[name] = self.used.get(name, 0.0) + spent_since(before, [self.server])
        return text

    def median(self, name: str) -> float:
        return statistics.median(self.spent[name]) * 1000

    def computed(self, name: str) -> float:
        return self.used[name] * 1000 / len(self.spent[name])


def documented(watch: Watch, feldsher: Browser, doctor: Browser, person: str) -> None:
    """One record of an injury, from the person's page to its addendum."""
    watch.page("the person", feldsher, lambda: feldsher.get(person))
    watch.page("start a record", feldsher, lambda: feldsher.post(f"{person}/examine/injury"), 303)
    record = urlsplit(feldsher.location).path
    pages = f"/injuries/{record.rpartition('/')[2]}"
    watch.page("list of tasks", feldsher, lambda: feldsher.get(record))
    _answer(watch, feldsher, record)
    watch.page("chart", feldsher, lambda: feldsher.get(f"{pages}/lesions/new"))
    watch.page("save a lesion", feldsher, lambda: feldsher.post(f"{pages}/lesions/new", **BRUISE), 303)
    watch.page("lesions", feldsher, lambda: feldsher.get(f"{pages}/lesions"))
    watch.page("photographs", feldsher, lambda: feldsher.get(f"{pages}/photographs"))
    picture, shot = photograph(1), {"lesion": "1", "view": "close"}
    watch.page(
        "upload a photograph of 2 megapixels",
        feldsher,
        lambda: feldsher.upload(f"{pages}/photographs", "file", "a.jpg", picture, **shot),
        303,
    )
    watch.page("check answers", feldsher, lambda: feldsher.get(f"{record}/check"))
    watch.page("sign", feldsher, lambda: feldsher.post(f"{record}/check", signature=PASSWORD, **LATE), 303)
    _reviewed(watch, doctor, record, pages)


def _answer(watch: Watch, feldsher: Browser, record: str) -> None:
    now = utc_now()
    for part in INJURY.sections:
        if part.endpoint:
            continue
        name, path = part.key if part.key in NAMED else "another part", f"{record}/{part.key}"
        shown = watch.page(name, feldsher, partial(feldsher.get, path))
        given = {"version": str(version_on(shown)), **beaten(part, now)}
        watch.page(f"save: {name}", feldsher, partial(feldsher.post, path, **given), 303)


def _reviewed(watch: Watch, doctor: Browser, record: str, pages: str) -> None:
    """The doctor's half: opinion and signature, notice, addendum, register, print."""
    watch.page("opinion of the doctor who signs too", doctor, lambda: doctor.get(f"{pages}/countersign"))
    given = {**OPINION, "seen": "person", "signature": PASSWORD}
    watch.page("countersign", doctor, lambda: doctor.post(f"{pages}/countersign", **given), 303)
    watch.page("the signed record", doctor, lambda: doctor.get(record))
    watch.page("notice", doctor, lambda: doctor.get(f"{pages}/notice"))
    date, clock = as_typed(utc_now())
    sent = {"to": "sent", "at_date": date, "at_time": clock, "sent_to": "Prokurorluq", "channel": "courier"}
    watch.page("send the notice", doctor, lambda: doctor.post(f"{pages}/notice", **sent), 303)
    watch.page("addendum", doctor, lambda: doctor.get(f"{record}/addendum"))
    told = {"text": "Ertəsi gün qançır genişlənib.", "text_language": "az", "signature": PASSWORD}
    told |= {"event_time_date": date, "event_time_time": clock}
    watch.page("sign an addendum", doctor, lambda: doctor.post(f"{record}/addendum", **told), 303)
    watch.page("copies", doctor, lambda: doctor.get(f"{pages}/copies"))
    watch.page("way to the register", doctor, lambda: doctor.get("/injuries/register"), 302)
    register = urlsplit(doctor.location).path
    watch.page("trauma register", doctor, lambda: doctor.get(register))
    watch.page("report as PDF", doctor, lambda: doctor.get(f"{pages}/print?language=az"))


def measured(people: int, rounds: int) -> tuple[Watch, Watch]:
    """Both kinds of person by turns, after one round of each that is not counted."""
    folder = Path(tempfile.mkdtemp(prefix="bench-journey-"))
    try:
        with database_of(folder, "", people) as (database, url):
            filled = population.fill(database, people)
            database.dispose()
            with Server(folder, database_url=url, workers=WORKERS) as server:
                assert server.process is not None
                feldsher, doctor = Browser(server.base), Browser(server.base)
                feldsher.sign_in("feldsher")
                doctor.sign_in("doctor")
                few, many = Watch(server.process.pid), Watch(server.process.pid)
                for number in range(rounds + 1):
                    for watch, person in ((few, filled.ordinary[number]), (many, filled.busy)):
                        kept = watch if number else Watch(server.process.pid)
                        documented(kept, feldsher, doctor, f"/people/{person}")
                return few, many
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def rows(few: Watch, many: Watch) -> list[tuple[str, ...]]:
    shown: list[tuple[str, ...]] = []
    for name in few.spent:
        figures: list[str] = []
        for watch in (few, many):
            median = watch.median(name)
            figures += [report.marked(f"{median:.0f}", kept=median <= LIMIT), f"{watch.computed(name):.0f}"]
        shown.append((name, *figures))
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench journey")
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=9, help="records of each kind of person")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    few, many = measured(options.people, options.rounds)
    table = rows(few, many)
    for row in table:
        say(f"{row[0]:40} {row[1]:>18} {row[2]:>6} {row[3]:>18} {row[4]:>6}")
    if options.write:
        lines = [
            f"One record after another, {options.rounds} of each kind of person, {options.people:,} people on SQLite;",
            f"promise: each page within {LIMIT} ms. To sign holds a password hash, which is slow on purpose",
            "(decision 4). Medians of whole answers at the client, and what the server computed for one.",
            "",
            *report.table(HEAD, table),
        ]
        report.write_part(report.JOURNEY, " ".join(["journey", *sys.argv[1:]]), lines)
    slow = [name for name in few.spent if max(few.median(name), many.median(name)) > LIMIT]
    if slow:
        raise SystemExit(f"over {LIMIT} ms: {', '.join(slow)}")


if __name__ == "__main__":
    main()
