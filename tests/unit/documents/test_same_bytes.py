"""The same input gives the same bytes: in any process, in any thread, and in no face but our own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile
from reportlab.pdfgen.canvas import Canvas

from healthapp.documents import fonts, volume
from healthapp.intake.document import render_intake
from tests.unit.documents import samples

#: Run in a process of its own: platypus first, as a module that sorts its imports has it.
SCRIPT = """
import hashlib, reportlab.platypus
from healthapp.documents import volume
from healthapp.documents.blank import render_blanks
from healthapp.intake.document import render_intake
from healthapp.people.document import render_access_sheet, render_person_copy
from tests.unit.documents import samples
from tests.unit.documents.reading import fonts
made = [
    render_intake(samples.intake_form("az")), render_person_copy(samples.person_copy("ru")),
    render_access_sheet(samples.access_sheet("en")), render_blanks([samples.blank_sheet("az")]),
    volume._watermark("NÜMUNƏ"), volume._stamps(["1 / 2", "2 / 2"]),
]
for one in made:
    print(hashlib.sha256(one).hexdigest(), sorted(fonts(one)), all(fonts(one).values()))
"""


def test_every_form_is_the_same_in_every_process_and_in_our_faces_alone():
    told = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
        )
        told.add(run.stdout)
    (lines,) = told
    assert lines.count("\n") == 6
    for line in lines.splitlines():
        assert line.endswith("] True"), "embedded, every one"
        faces = line.partition("[")[2].partition("]")[0].replace("'", "").split(", ")
        assert {face.partition("+")[2].partition("-")[0] for face in faces} <= {"NotoSans", "FiraGO"}


def test_two_documents_are_never_drawn_at_once(monkeypatch):
    # Given a cutter of fonts that tells how many use it, and takes its time
    cut, at_once, most = TTFontFile.makeSubset, [0], [0]

    def slow(self: Any, *given: Any) -> Any:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.002)
        try:
            return cut(self, *given)
        finally:
            at_once[0] -= 1

    monkeypatch.setattr(TTFontFile, "makeSubset", slow)
    # When a form, a watermark and the stamps of a volume are drawn by several threads
    form = samples.intake_form("az")
    drawn: dict[str, set[bytes]] = {"form": set(), "watermark": set(), "stamps": set()}
    jobs = {
        "form": lambda: render_intake(form),
        "watermark": lambda: volume._watermark("NÜMUNƏ"),
        "stamps": lambda: volume._stamps(["Cild 1", "Cild 2"]),
    }

    def work(name: str) -> None:
        for _time in range(5):
            drawn[name].add(jobs[name]())

    threads = [threading.Thread(target=work, args=(name,)) for name in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Then no two were in it at once, and each came out the same every time
    assert most == [1]
    assert {name: len(found) for name, found in drawn.items()} == dict.fromkeys(jobs, 1)


def test_a_face_that_is_not_embedded_is_refused():
    canvas = Canvas(io.BytesIO(), invariant=1, initialFontName=fonts.REGULAR)
    canvas.setFont("Helvetica-Bold", 8)
    canvas.drawString(10, 10, "x")
    with pytest.raises(fonts.ForeignFace, match="Helvetica-Bold"):
        fonts.finish(canvas)
