"""Files on disk: what was released stays, versions live side by side, and nothing half right gets in."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil

import pytest

from screening import describe, lock, releases
from screening.engine import comparable, score
from screening.library import INSTRUMENTS, POLICIES, Library, shipped
from screening.model import Context
from screening.reading import Refused
from screening.seal import LOCK, digest_of, grown, read_lock
from screening.texts import validate
from tests.unit.screening.support import DAY

K6 = "k6/1.0.0.json"
PLAIN = Context(DAY, language="en")
ANSWERS = {f"q{number}": "2" for number in range(1, 7)}


class Shelf:
    """A library of its own with one instrument, to be changed by a test."""

    def __init__(self, folder) -> None:
        self.instruments, self.policies = folder / "instruments", folder / "policies"
        shutil.copytree(INSTRUMENTS / "k6", self.instruments / "k6")
        self.policies.mkdir()
        shutil.copy(POLICIES / "k6.json", self.policies)
        self.relock()

    def relock(self) -> None:
        files = {p.relative_to(self.instruments).as_posix(): p for p in self.instruments.rglob("*.json")}
        lines = [f"{digest_of(path.read_bytes())}  {name}\n" for name, path in sorted(files.items())]
        (self.instruments / LOCK).write_text("".join(lines))
        mine = {name: digest for name, digest in read_lock(POLICIES / LOCK).items() if name.startswith("k6@")}
        (self.policies / LOCK).write_text("".join(f"{digest}  {name}\n" for name, digest in mine.items()))

    def edit(self, name: str, change, target: str | None = None) -> None:
        data = json.loads((self.instruments / name).read_text())
        change(data)
        path = self.instruments / (target or name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data, ensure_ascii=False))
        self.relock()

    def version(self, version: str, change=lambda data: None) -> None:
        """A later version beside the first, with its words."""
        for ending in (".json", ".az.json", ".ru.json", ".en.json"):
            self.edit(
                f"k6/1.0.0{ending}",
                lambda data, ending=ending: (data.update(version=version), ending == ".json" and change(data)),
                f"k6/{version}{ending}",
            )

    def open(self) -> Library:
        return Library(self.instruments, self.policies)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_a_file_changed_after_its_release_is_refused(shelf):
    assert shelf.open().ids() == ["k6"]
    path = shelf.instruments / K6
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(Refused, match=r"k6/1.0.0.json: is not the file that was released"):
        shelf.open()


def test_a_file_that_is_gone_or_was_never_released_is_refused(shelf):
    (shelf.instruments / "k6" / "1.0.0.az.json").rename(shelf.instruments / "k6" / "2.0.0.az.json")
    with pytest.raises(Refused, match=r"k6/1.0.0.az.json: is in the lock and not there"):
        shelf.open()
    shelf.relock()
    with pytest.raises(Refused, match=r"k6/2.0.0.az.json: has no definition beside it"):
        shelf.open()


def test_a_cut_off_changed_after_its_release_is_refused_and_a_new_one_is_added(shelf):
    path = shelf.policies / "k6.json"
    data = json.loads(path.read_text())
    data["policies"][0]["cuts"] = [[0, 5, "low"], [6, 12, "moderate"], [13, 24, "high"]]
    path.write_text(json.dumps(data))
    with pytest.raises(Refused, match="is not what was released; a change needs a new valid_from"):
        shelf.open()


def test_an_instrument_that_is_not_what_was_released_is_left_out_and_named(shelf):
    """The application asks with the others; the one is named with its file."""
    path = shelf.instruments / K6
    path.write_bytes(path.read_bytes() + b"\n")
    found = Library(shelf.instruments, shelf.policies, whole=False)
    assert found.ids() == []
    assert found.refused["k6"].startswith("k6/1.0.0.json: is not the file that was released")


@pytest.mark.parametrize("damage", ["gone", "words", "cut-off", "no json"])
def test_every_other_instrument_still_loads(tmp_path, damage):
    instruments, cut_offs = tmp_path / "instruments", tmp_path / "policies"
    shutil.copytree(INSTRUMENTS, instruments)
    shutil.copytree(POLICIES, cut_offs)
    whole = Library(instruments, cut_offs).ids()
    if damage == "gone":
        (instruments / "k6" / "1.0.0.json").unlink()
    elif damage == "words":
        path = instruments / "k6" / "1.0.0.az.json"
        path.write_bytes(path.read_bytes() + b"\n")
    elif damage == "cut-off":
        path = cut_offs / "k6.json"
        path.write_text(path.read_text().replace("12", "11"))
    else:
        (cut_offs / "k6.json").write_text("{")
    with pytest.raises(Refused):
        Library(instruments, cut_offs)
    found = Library(instruments, cut_offs, whole=False)
    assert found.ids() == [name for name in whole if name != "k6"]
    assert set(found.refused) == {"k6"}
    assert "k6" in found.refused["k6"]


def test_a_cut_off_decides_from_its_day_on(shelf, monkeypatch):
    path = shelf.policies / "k6.json"
    data = json.loads(path.read_text())
    cuts = [[0, 4, "low"], [5, 11, "moderate"], [12, 24, "high"]]
    later = {**data["policies"][0], "valid_from": "2027-01-01", "cuts": cuts}
    data["policies"].append(later)
    path.write_text(json.dumps(data))
    with pytest.raises(Refused, match="2027-01-01 is not what was released"):
        shelf.open()
    monkeypatch.setattr(lock, "INSTRUMENTS", shelf.instruments)
    monkeypatch.setattr(lock, "POLICIES", shelf.policies)
    lock.main()
    k6 = shelf.open().get("k6")
    before, after = (score(k6, ANSWERS, Context(day, language="en")) for day in (DAY, DAY.replace(year=2027)))
    assert (before.bands, after.bands) == ({"distress": "moderate"}, {"distress": "high"})
    assert before.policies != after.policies
    assert score(k6, ANSWERS, Context(DAY.replace(year=2019))).notes == ("distress: no policy in force",)
    assert score(k6, ANSWERS, Context(DAY.replace(year=2019))).status == "incomplete"


def test_the_lock_grows_and_never_changes():
    assert grown({"a": "1"}, {"a": "1", "b": "2"}) == "1  a\n2  b\n"
    for present in ({"a": "2"}, {}):
        with pytest.raises(Refused, match="a: was released"):
            grown({"a": "1"}, present)


def test_a_line_that_is_none_is_refused(tmp_path):
    (tmp_path / LOCK).write_text("abc  k6/1.0.0.json\n")
    with pytest.raises(Refused, match="is no line of a lock"):
        read_lock(tmp_path / LOCK)


def test_locking_what_is_shipped_changes_nothing(tmp_path, monkeypatch, capsys):
    for name, folder in (("INSTRUMENTS", INSTRUMENTS), ("POLICIES", POLICIES)):
        monkeypatch.setattr(lock, name, shutil.copytree(folder, tmp_path / folder.name))
    lock.main()
    for folder in (INSTRUMENTS, POLICIES):
        assert (tmp_path / folder.name / LOCK).read_bytes() == (folder / LOCK).read_bytes()
    assert "are locked" in capsys.readouterr().out


def rescored(data) -> None:
    data["option_sets"]["often"][4]["score"] = 5
    data["scores"][0]["max"] = 30
    data["examples"] = data["examples"][:5]


def test_old_versions_score_for_ever_and_majors_are_never_one_line(shelf):
    shelf.version("1.0.1")
    library = shelf.open()
    assert library.versions("k6") == ["1.0.0", "1.0.1"]
    old, new = (score(library.get("k6", version), ANSWERS, PLAIN) for version in ("1.0.0", "1.0.1"))
    assert library.get("k6").definition.version == "1.0.1"
    assert old.scores == new.scores == {"total": 12}
    assert old.sha256 != new.sha256
    assert comparable(old, new)
    assert not comparable(old, new._replace(version="2.0.0"))
    assert not comparable(old, new._replace(instrument="k10"))
    assert score(library.get("k6", "1.0.0"), ANSWERS, PLAIN) == score(shipped().get("k6", "1.0.0"), ANSWERS, PLAIN)


def test_versions_are_counted_not_spelled(shelf):
    for version in ("1.0.2", "1.0.10"):
        shelf.version(version)
    assert shelf.open().versions("k6") == ["1.0.0", "1.0.2", "1.0.10"]


def test_a_change_of_scoring_needs_a_new_major(shelf):
    shelf.version("1.1.0", lambda data: data["items"][0].pop("allow"))
    with pytest.raises(Refused, match=r"k6@1.1.0: items differ from k6@1.0.0, so k6@1.1.0 must be a new major"):
        shelf.open()


@pytest.mark.parametrize(
    "change", [{"minimum_age": 10}, {"maximum_age": 60}, {"pregnancy": False}, {"outside": "not_assessable"}]
)
def test_another_limit_of_age_is_a_change_of_scoring(shelf, change):
    """Whoever lies outside gets a remark or no result at all: two versions of one major say that of the same people."""
    shelf.version("1.1.0", lambda data: data["population"].update(change))
    with pytest.raises(Refused, match=r"population differs from k6@1.0.0, so k6@1.1.0 must be a new major"):
        shelf.open()


def test_a_new_major_brings_its_own_cut_offs(shelf):
    shelf.version("2.0.0", rescored)
    with pytest.raises(Refused, match=r"k6/2.0.0.json: outcomes.distress: no default policy"):
        shelf.open()


def test_a_definition_lies_under_its_own_name(shelf):
    shelf.edit(K6, lambda data: None, "k7/1.0.0.json")
    with pytest.raises(Refused, match=r"k7/1.0.0.json: holds k6@1.0.0"):
        shelf.open()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data["items"].pop("q6"), "items: q6 is missing"),
        (lambda data: data["items"].update(q7="?"), "items: q7 is unknown to the definition"),
        (lambda data: data["options"]["q1..q6"].pop("4"), "options.q1: 4 is missing"),
        (lambda data: data["options"].update({"q1": data["options"]["q1..q6"]}), "q1 has its words twice"),
        (lambda data: data.update(options={"q1..q5": data["options"]["q1..q6"]}), "options: q6 is missing"),
        (lambda data: data["outcomes"]["distress"].pop("low"), "outcomes.distress: low is missing"),
        (lambda data: data.update(status="machine"), "'machine' is not one of official, adapted, working"),
        (lambda data: data.update(title=" "), "title: must be a text that is not empty"),
        (lambda data: data.update(version="1.0.1"), "version: must be '1.0.0'"),
        (lambda data: data.update(language="ru"), "says it is ru"),
        (lambda data: data.update(flags={"si": "?"}), "flags: si is unknown"),
        (lambda data: data.update(more=1), "unknown more"),
    ],
)
def test_words_that_do_not_fit_are_refused_precisely(shelf, change, message):
    shelf.edit("k6/1.0.0.az.json", change)
    with pytest.raises(Refused, match=r"k6/1.0.0.az.json") as refused:
        shelf.open()
    assert message in str(refused.value)


def test_words_a_site_obtained_are_held_against_the_definition():
    definition = shipped().get("sbq-r").definition
    words = {
        "instrument": "sbq-r", "version": "1.0.0", "language": "az", "status": "official", "source": "the owner",
        "title": "SBQ-R", "instructions": "…", "items": {item.id: "…" for item in definition.items},
        "options": {item.id: {option.id: "…" for option in item.options} for item in definition.items},
        "outcomes": {"screen": {"negative": "…", "positive": "…"}}, "flags": {"attempt": "…"},
    }  # fmt: skip
    assert validate(words, definition) == []
    del words["items"]["q4"]
    assert validate(words, definition) == ["sbq-r@1.0.0 site text.items: q4 is missing"]
    assert validate([], definition) == ["sbq-r@1.0.0 site text: must be an object"]


def test_every_version_says_since_when_it_is_in_force():
    known = {(one.definition.id, one.definition.version) for one in shipped().all()}
    days = json.loads(releases.FILE.read_text("utf-8"))
    assert {(name, version) for name, versions in days.items() for version in versions} == known
    for name, version in known:
        assert releases.released(name, version) >= dt.date(2026, 11, 28)


def test_russian_words_call_withdrawal_by_its_clinical_name():
    """«Отмена» alone is a cancellation: «тяжёлая отмена» says nothing to a doctor."""
    library = shipped()
    newest = [library.texts(name, library.versions(name)[-1], "ru") for name in library.ids()]
    assert [one.title for one in newest if one and re.search(r"(?i)\bотмен(а|ы|е|у|ой)\b", repr(one))] == []


def test_a_rule_of_the_projects_own_says_so():
    """The owner of C-SSRS says nothing of declining; the owner of ASQ does, and of the last question does not."""
    for name in ("cssrs-screener", "asq"):
        notes = " ".join(note for note in shipped().get(name).definition.notes if "project design" in note)
        assert "declin" in notes.casefold(), name


def test_the_page_about_the_instruments_is_up_to_date():
    assert describe.DOCUMENT.read_text("utf-8") == describe.document(shipped())


def test_the_page_is_written_where_it_belongs(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(describe, "DOCUMENT", tmp_path / "instruments.md")
    describe.main()
    assert (tmp_path / "instruments.md").read_text("utf-8").startswith("# Screening instruments")
    assert capsys.readouterr().out == "instruments.md is written\n"
