"""What a print costs: ``python -m bench.prints [--rounds N] [--only FORM]``.

Cold is the first print of a fresh process, imports and fonts included; warm is the median of the rounds after it,
by the clock and in processor time, which a busy machine does not lengthen as much.
The forms are those of the tests: a full intake form of three pages, a stored examination filled from its dictionary
(four pages) and one with every field of every part answered (nine), a person's copy, two pages of a blank, a report of
three injuries, and one of 40 with 12 photographs and a statement of 6,000 characters. The last column is the memory
that a print holds at most.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

FORMS = ("intake", "stored", "everything", "copy", "blank", "injuries", "pictures")
LANGUAGES = ("az", "ru", "en")


def print_once(form: str, language: str) -> bytes:
    """One finished file. Imports inside: a cold run pays for them too."""
    if form in ("injuries", "pictures"):
        from bench import injuries  # noqa: PLC0415

        return injuries.printed(form == "pictures", language)
    from healthapp.documents.blank import render_blanks  # noqa: PLC0415
    from healthapp.intake.document import render_intake  # noqa: PLC0415
    from healthapp.people.document import render_person_copy  # noqa: PLC0415
    from tests.unit.documents import records, samples  # noqa: PLC0415

    if form in ("stored", "everything"):
        answers = records.believable() if form == "stored" else records.everything("intake")
        return render_intake(records.form(answers, language))
    if form == "intake":
        return render_intake(samples.intake_form(language))
    if form == "copy":
        return render_person_copy(samples.person_copy(language))
    return render_blanks([samples.blank_sheet(language)])


def cold(form: str, language: str) -> float:
    """Milliseconds from a fresh interpreter's first import to the finished file."""
    program = (
        "import time; start = time.perf_counter(); from bench.prints import print_once; "
        f"print_once({form!r}, {language!r}); print((time.perf_counter() - start) * 1000)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)


def warm(form: str, language: str, rounds: int) -> tuple[float, float, int]:
    """(median by the clock, median of processor time) in milliseconds, and the size of the file in bytes."""
    size = len(print_once(form, language))
    by_clock, by_processor = [], []
    for _ in range(rounds):
        start, used = time.perf_counter(), time.process_time()
        print_once(form, language)
        by_clock.append((time.perf_counter() - start) * 1000)
        by_processor.append((time.process_time() - used) * 1000)
    return statistics.median(by_clock), statistics.median(by_processor), size


def memory(form: str, language: str) -> float:
    """Megabytes that one print holds at most, as Python's own count has it, in a process that printed it before."""
    program = (
        "import tracemalloc; from bench.prints import print_once; "
        f"print_once({form!r}, {language!r}); tracemalloc.start(); print_once({form!r}, {language!r}); "
        "print(tracemalloc.get_traced_memory()[1] / 2**20)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", default="", help="one form alone")
    asked = parser.parse_args()
    rounds = max(2, asked.rounds)
    print(f"{'form':10} {'language':8} {'cold ms':>8} {'warm ms':>8} {'cpu ms':>7} {'kB':>5} {'MB':>5}")
    for form in [asked.only] if asked.only else FORMS:
        for language in LANGUAGES:
            first = cold(form, language)
            clock, processor, size = warm(form, language, rounds)
            more = memory(form, language)
            print(f"{form:10} {language:8} {first:8.0f} {clock:8.0f} {processor:7.0f} {size / 1000:5.0f} {more:5.0f}")


if __name__ == "__main__":
    main()
