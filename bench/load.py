"""Clients that drive a running server and time what they wait: ``python -m bench.load`` reads a plan, then measures
the next step of it for every further line, and prints what came of it.

It is a process of its own, so that measuring does not share an interpreter with what is measured. Each client is a
signed-in browser with one connection; one step of a scenario is one request, timed from its first byte sent to its
last byte read. Answers other than the expected one are counted as failures and never as times.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import random
import secrets
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any, ClassVar

from healthapp.demo.accounts import PASSWORD
from healthapp.demo.names import RUSSIAN_SURNAMES, STEMS, draw
from healthapp.i18n import ZONE
from tests.support.http import Client

#: Of one facility each: whose pages are read and written, and whose drafts are signed.
READER, SIGNER = "feldsher", "feldsher-other"
VITALS = {
    "respiration": "16", "spo2": "98", "oxygen": "air", "systolic": "124", "diastolic": "78", "consciousness": "A",
    "temperature": "36,6",
}  # fmt: skip
#: A full page of every list, as somebody asks for it: at first a worklist shows less.
WHOLE = "?whole=arrivals&whole=urgent&whole=countersign&whole=others"
#: Seconds after which gunicorn closes a connection nobody uses (2), less some.
KEPT_ALIVE = 1.5
Timed = tuple[float, int]
Step = Callable[[], Timed]


class Browser(Client):
    """A client that knows how long its last answer took, and does not use a connection the server has given up.

    It takes pages squeezed, as a browser does that follows a link: that costs the server, too.
    """

    says: ClassVar[dict[str, str]] = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
    last = 0.0

    def timed_get(self, path: str) -> Timed:
        return self.timed(lambda: self.get(path))

    def timed_post(self, path: str, **fields: str) -> Timed:
        """Every form with a key of its own, as the page it stands on bears it."""
        key = secrets.token_urlsafe(16)
        return self.timed(lambda: self.post(path, form_key=key, **fields))

    def timed(self, act: Callable[[], tuple[int, str]]) -> Timed:
        began = time.perf_counter()
        if began - self.last > KEPT_ALIVE:
            self.connection.close()
        status, self.page = act()
        self.last = time.perf_counter()
        return self.last - began, status


class Scenarios:
    """What the clients do. ``facts``: of ``population.Filled``; ``paths``: of the application's own routes."""

    def __init__(self, base: str, facts: dict[str, Any], paths: dict[str, str]) -> None:
        self.base, self.facts, self.paths = base, facts, paths
        self.waiting: Iterator[str] = iter(facts["to_sign"])
        self.lock = threading.Lock()

    def healthz(self, browser: Browser, _rng: random.Random, _place: int) -> Step:
        return lambda: browser.timed_get("/healthz")

    def sign_in(self, _browser: Browser, _rng: random.Random, _place: int) -> Step:
        def step() -> Timed:
            fresh = Browser(self.base)
            fresh.get("/login")
            answer = fresh.timed_post("/login", username=READER, password=PASSWORD)
            fresh.connection.close()
            return answer

        return step

    def worklist(self, browser: Browser, _rng: random.Random, _place: int) -> Step:
        return lambda: browser.timed_get(self.paths["home.worklist"] + WHOLE)

    def search(self, browser: Browser, rng: random.Random, _place: int) -> Step:
        return lambda: browser.timed_post(self.paths["people.index"], q=typed(rng))

    def person(self, browser: Browser, rng: random.Random, _place: int) -> Step:
        path = self.paths["people.show"]
        return lambda: browser.timed_get(path.format(person_id=rng.choice(self.facts["ordinary"])))

    def person_of_700(self, browser: Browser, _rng: random.Random, _place: int) -> Step:
        return lambda: browser.timed_get(self.paths["people.show"].format(person_id=self.facts["busy"]))

    def examination(self, browser: Browser, rng: random.Random, _place: int) -> Step:
        path = self.paths["intake.show"]
        return lambda: browser.timed_get(path.format(record_id=rng.choice(self.facts["signed"])))

    def pages(self, browser: Browser, rng: random.Random, place: int) -> Step:
        """What a shift reads: of ten pages five persons, two worklists, two searches, one examination."""
        kinds = (self.person, self.worklist, self.person, self.search, self.examination)
        mix = [kind(browser, rng, place) for kind in (*kinds, self.person, self.worklist, self.person, self.search)]
        turns = itertools.cycle([*mix, self.person(browser, rng, place)])
        for _turn in range(place):
            next(turns)

        def step() -> Timed:
            return next(turns)()

        return step

    def section_save(self, browser: Browser, rng: random.Random, place: int) -> Step:
        """The autosave of the vital signs of a draft of one's own, each time with another pulse."""
        path = self.paths["intake.section"].format(record_id=self.facts["drafts"][place], section="vitals")
        versions = [version_on(browser.get(path)[1])]

        def step() -> Timed:
            fields = {**VITALS, "pulse": str(60 + versions[0] % 20), "weight": f"{rng.randrange(600, 900) / 10:.1f}"}
            took, status = browser.timed_post(path, autosave="1", version=str(versions[0]), **fields)
            if status == 200:
                answer = json.loads(browser.page)
                versions[0] = answer["version"]
                status = 200 if not answer["errors"] else 422
            return took, status

        return step

    def admit(self, browser: Browser, rng: random.Random, _place: int) -> Step:
        signed_in = dict(browser.cookies)

        def step() -> Timed:
            name = draw(rng, woman=False)
            arrived = dt.datetime.now(ZONE) - dt.timedelta(minutes=20)
            # Nobody reads the page that follows: what is left for it to say must not pile up in the cookie.
            browser.cookies = dict(signed_in)
            return browser.timed_post(
                self.paths["people.admit"],
                facility_id=self.facts["facility"],
                surname=name.surname,
                given_name=name.given_name,
                father_name=name.father_name,
                patronymic_suffix=name.patronymic_suffix or "none",
                birth_date=f"{rng.randrange(1, 29):02}.{rng.randrange(1, 13):02}.{rng.randrange(1960, 2005)}",
                registered_sex="male",
                citizenship="AZE",
                languages="az",
                interpreter="no",
                admitted_at_date=f"{arrived:%d.%m.%Y}",
                admitted_at_time=f"{arrived:%H:%M}",
                origin="police",
                legal_status="remand",
                first_time="yes",
                not_the_same="yes",
            )

        return step

    def sign(self, _browser: Browser, _rng: random.Random, _place: int) -> Step:
        """The author's signature under a complete examination, the check of the password included."""
        signer = Browser(self.base)
        signer.sign_in(SIGNER)
        signer.get("/worklist")

        def step() -> Timed:
            with self.lock:
                record_id = next(self.waiting)
            path = self.paths["signing.hand_in"].format(record_id=record_id)
            return signer.timed_post(path, signature=PASSWORD, late_reason="Növbədə tək feldşer")

        return step

    def pdf(self, browser: Browser, rng: random.Random, _place: int) -> Step:
        path = self.paths["signing.print_record"]
        return lambda: browser.timed_get(path.format(record_id=rng.choice(self.facts["signed"])) + "?language=az")


#: Name, expected status, endpoints, the most requests of one client as a share of the plan's (signing uses its drafts
#: up, a hash takes its time).
Scenario = tuple[str, int, tuple[str, ...], float]
#: In this order: first what reads, so that what writes does not lengthen its lists.
ORDER: tuple[Scenario, ...] = (
    ("healthz", 200, (), 1),
    ("worklist", 200, ("home.worklist",), 1),
    ("search", 200, ("people.index",), 1),
    ("person", 200, ("people.show",), 1),
    ("person_of_700", 200, ("people.show",), 1),
    ("examination", 200, ("intake.show",), 1),
    ("pages", 200, ("home.worklist", "people.show", "people.index", "intake.show"), 1),
    ("pdf", 200, ("signing.print_record",), 0.5),
    ("section_save", 200, ("intake.section",), 1),
    ("sign_in", 303, ("auth.login",), 0.2),
    ("sign", 303, ("signing.hand_in",), 0.2),
    ("admit", 303, ("people.admit",), 1),
)
#: What is promised of many clients. A few seconds of it say too little: it begins with equal pages asked for at once,
#: and ends with whoever is last.
LASTING = "pages"
#: What one client waits is set against the same at another size, which has its turn between these.
STRETCHES = 10
ENDPOINTS = sorted({endpoint for *_rest, endpoints, _share in ORDER for endpoint in endpoints})


def typed(rng: random.Random) -> str:
    """What somebody types into the search: a surname alone, with a first name, plain letters, Cyrillic, a beginning."""
    name = draw(rng, woman=False)
    plain = str.maketrans("əöüçşğıƏÖÜÇŞĞİ", "eoucsgiEOUCSGI")
    return rng.choice(
        (
            name.surname,
            f"{name.surname} {name.given_name}",
            f"{name.given_name} {name.surname}".translate(plain),
            f"{rng.choice(RUSSIAN_SURNAMES)}",
            rng.choice(STEMS)[:4],
            f"{name.surname} {name.given_name} {name.father_name}".lower().translate(plain),
        )
    )


def steps(only: list[str], clients: list[int]) -> Iterator[tuple[Scenario, int]]:
    """Every scenario, or ``only`` those, with every number of clients."""
    return itertools.product((one for one in ORDER if not only or one[0] in only), clients)


def stretches(name: str, clients: int) -> int:
    """In how many parts a step is measured. With many clients each is as long as it would be alone: it begins and ends
    with few of them.
    """
    return STRETCHES if clients == 1 else max(1, int(longer(name, clients)))


def longer(name: str, clients: int) -> float:
    """How much more is measured of a scenario with so many clients."""
    return max(1.0, clients / 3) if name == LASTING else 1.0


def run(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The result of each step after every stretch of it, measured when it is asked for; after the last it is whole."""
    scenarios = Scenarios(plan["base"], plan["facts"], plan["paths"])
    browsers = [Browser(plan["base"]) for _ in range(max(plan["clients"]))]
    for browser in browsers:
        browser.sign_in(READER)
        browser.get("/worklist")
    for (name, expected, endpoints, share), clients in steps(plan["only"], plan["clients"]):
        result: dict[str, Any] = {"scenario": name, "clients": clients}
        absent = [endpoint for endpoint in endpoints if endpoint not in plan["paths"]]
        most = limits(name, clients, plan["requests"] * share, plan["seconds"])
        measured = Measured()
        for _stretch in range(stretches(name, clients)):
            if absent:
                yield result | {"missing": f"no {', '.join(absent)}"}
                continue
            _measure(measured, getattr(scenarios, name), browsers[:clients], most, plan["servers"])
            yield result | measured.summary(expected)


def limits(name: str, clients: int, requests: float, seconds: float) -> tuple[int, float]:
    """Of one stretch the most requests of each client, and the most seconds, where ``requests`` are meant for all of
    them together and for all stretches.
    """
    more, parts = longer(name, clients), stretches(name, clients)
    return ceil(max(4, int(requests * more / clients)) / parts), seconds * more / parts


@dataclass(slots=True)
class Measured:
    """What came of one step in ``begun`` stretches: answers, what a client met instead, seconds that passed and of
    processor.
    """

    answers: list[Timed] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    elapsed: float = 0.0
    spent: float = 0.0
    begun: int = 0

    def summary(self, expected: int) -> dict[str, Any]:
        good = sorted(took * 1000 for took, status in self.answers if status == expected)
        wrong = Counter(str(status) for _took, status in self.answers if status != expected)
        wrong.update(self.troubles)
        if not good:
            return {"missing": f"no answer {expected}: {dict(wrong)}"}
        return {
            "count": len(good),
            "failures": dict(wrong),
            "rps": len(good) / self.elapsed,
            "cpu": self.spent * 1000 / len(self.answers),
            **{f"p{share}": good[min(len(good) - 1, int(len(good) * share / 100))] for share in (50, 90, 95)},
        }


def _measure(
    measured: Measured,
    scenario: Callable[[Browser, random.Random, int], Step],
    browsers: list[Browser],
    limits: tuple[int, float],
    servers: list[int],
) -> None:
    """Let every browser repeat its step so many times or for so many seconds, after one step that is not counted.

    Raises nothing: what a client met is in ``measured``, to which everything is added.
    """
    most, seconds = limits
    measured.begun += 1
    gate = threading.Barrier(len(browsers) + 1)

    def client(place: int, browser: Browser) -> None:
        own: list[Timed] = []
        try:
            if measured.begun == 1 or len(browsers) > 1:
                browser.connection.close()  # the workers share the clients anew, each time otherwise
            browser.timed_get("/healthz")
            step = scenario(browser, random.Random(f"{place} {measured.begun}"), place)
            step()
        except Exception as error:
            measured.troubles.append(f"{type(error).__name__}: {error}"[:200])
            gate.abort()
            return
        try:
            gate.wait()
            end = time.perf_counter() + seconds
            while len(own) < most and time.perf_counter() < end:
                own.append(step())
        except threading.BrokenBarrierError:
            return
        except Exception as error:
            measured.troubles.append(f"{type(error).__name__}: {error}"[:200])
        measured.answers.extend(own)

    threads = [threading.Thread(target=client, args=pair, daemon=True) for pair in enumerate(browsers)]
    for thread in threads:
        thread.start()
    try:
        gate.wait(timeout=120)
    except threading.BrokenBarrierError:
        measured.troubles.append("a client did not begin")
        return
    began, before = time.perf_counter(), cores_used(servers)
    for thread in threads:
        thread.join()
    measured.elapsed += time.perf_counter() - began
    measured.spent += spent_since(before, servers)


def cores_used(servers: list[int]) -> dict[str, float]:
    """Seconds of processor that each child of these processes has used: what a page costs, whoever else works."""
    used = {}
    for number in children(servers):
        # PostgreSQL ends the processes of its own housekeeping when it likes.
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            used[number] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def spent_since(before: dict[str, float], servers: list[int]) -> float:
    """Seconds of processor used since ``before`` by the children that are still there."""
    return sum(used - before.get(number, 0.0) for number, used in cores_used(servers).items())


def children(servers: list[int]) -> list[str]:
    listed = [Path(f"/proc/{server}/task/{server}/children").read_text().split() for server in servers]
    return list(itertools.chain(*listed))


def version_on(page: str) -> int:
    """The version of the part in hand, from the hidden field of its page."""
    return int(page.partition('name="version" value="')[2].partition('"')[0])


def main() -> None:
    results = run(json.loads(sys.stdin.readline()))
    for _asked in sys.stdin:
        print(json.dumps(next(results)), flush=True)


if __name__ == "__main__":
    main()
