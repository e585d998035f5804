"""A screening in words: choices of the form, the result, what to do now, trends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from healthapp.deadlines.models import Deadline
from healthapp.i18n import format_date, format_due, format_moment, format_span, language
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.risk.content import Screen, name_of
from healthapp.risk.followup import Act
from healthapp.risk.screens import Screening
from healthapp.web.kit.markup import filled, whole
from screening import engine
from screening.model import Item, Texts
from screening.result import Result

#: What a result says when nothing has to be done.
NO_STEP = "risk.keep_watch"
STATUS: dict[str, Any] = {
    "complete": _l("Complete"),
    "prorated": _l("Complete, single answers estimated by the rule of the instrument"),
    "incomplete": _l("Not complete: the lowest result cannot be concluded"),
    "not_assessable": _l("Could not be assessed"),
    "invalid": _l("The answers contradict each other"),
    "unscorable": _l("No cut-off is in force for this person"),
}
FLAGS: dict[str, Any] = {"raised": _l("yes"), "clear": _l("no"), "unknown": _l("not known")}
MODES: dict[str, Any] = {
    "read_aloud": _l("Read aloud by me"),
    "self": _l("Filled in by the person"),
    "interpreter": _l("Through an interpreter"),
}
PRIVACY: dict[str, Any] = {
    "private": _l("Nobody else could hear"),
    "seen": _l("Staff in sight, not in hearing"),
    "not_private": _l("Others could hear"),
}
LANGUAGES: dict[str, Any] = {
    "az": _l("Azerbaijani"),
    "ru": _l("Russian"),
    "en": _l("English"),
    "other": _l("Another language"),
}
RESERVED: dict[str, Any] = {"declined": _l("Declined to answer"), "not_testable": _l("Could not be rated")}
#: Longer options stand below one another.
SHORT, FEW = 24, 6
WIDTH, HEIGHT, EDGE, LEFT, TOP, BOTTOM = 640, 200, 20, 44, 24, 170


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    text: str
    kind: str
    items: list[tuple[str, str]]
    short: bool
    unit: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One line of one score of one major version: rows newest first, points of the chart."""

    title: str
    rows: list[tuple[str, str, str]]
    points: str
    dots: list[tuple[int, int, str]]
    edges: list[tuple[int, str]]
    days: list[tuple[int, str]]
    described: str


def circumstances(screen: Screen) -> dict[str, dict[str, Any]]:
    """What must be said about the asking: field to its choices."""
    forms: dict[str, Any] = {code: LANGUAGES[code] for code in screen.shelf.languages(screen.definition)}
    return {"spoken": LANGUAGES, "language": forms, "mode": MODES, "privacy": PRIVACY}


CIRCUMSTANCES: dict[str, Any] = {
    "spoken": _l("Language of the person"),
    "language": _l("Language of the questions"),
    "mode": _l("How it is asked"),
    "privacy": _l("Who could hear"),
}


def asked_rows(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """How it was asked, for reading and for print, of what a screening holds."""
    known = {"spoken": LANGUAGES, "language": LANGUAGES, "mode": MODES, "privacy": PRIVACY}
    kept = {name: str(content.get(name, "")) for name in CIRCUMSTANCES}
    rows = [{"key": str(CIRCUMSTANCES[name]), "value": str(known[name].get(kept[name], ""))} for name in known]
    if content.get("unfinished"):
        rows.append({"key": _("Why it was not finished"), "value": content["unfinished"]})
    return [row for row in rows if row["value"]]


def correction_rows(screen: Screen, words: Texts) -> list[dict[str, str]]:
    """Answers that meant danger and were taken back: both stay."""
    items = {item.id: item for item in screen.definition.items}
    rows = []
    for one in screen.content.get("corrections", []):
        item = items[one["item"]]
        was, now = (said(item, one[name], words) for name in ("was", "now"))
        rows.append(corrected(one, words.items.get(item.id, item.id), was, now))
    return rows


def corrected(one: Mapping[str, Any], question: str, was: str, now: str) -> dict[str, str]:
    """One answer that was taken back, with both answers as they are to be read."""
    none, moment = _("no answer"), format_moment(dt.datetime.fromisoformat(one["at"]))
    value = _("“%(was)s” became “%(now)s”: %(why)s", was=was or none, now=now or none, why=one["why"])
    return {"key": question, "value": f"{value} ({one['by']}, {moment})"}


def said(item: Item, answer: object, words: Texts) -> str:
    """An answer as the form says it; empty for none."""
    if answer is None:
        return ""
    text = RESERVED.get(str(answer)) or words.options.get(item.id, {}).get(str(answer), answer)
    return str(text) + (f" {item.unit}" if item.unit and item.kind == "integer" else "")


def title(words: Texts) -> Markup:
    """The name of an instrument; where it is not in the reader's language, in which one its questions are."""
    if words.language == language():
        return escape(whole(words.title))
    told = _("language of the questions: %(language)s", language=LANGUAGES[words.language])
    return filled('<span lang="%s">%s</span> (%s)', words.language, whole(words.title), told)


def questions(screen: Screen, words: Texts) -> list[Question]:
    return [question(item, words) for item in screen.definition.items]


def question(item: Item, words: Texts) -> Question:
    """One question with its answers, declining among them where it may be declined."""
    options = words.options.get(item.id, {})
    items = [(option.id, options.get(option.id, option.id)) for option in item.options]
    items += [(code, str(RESERVED[code])) for code in sorted(item.allow) if code in RESERVED]
    short = len(items) <= FEW and all(len(text) <= SHORT for _value, text in items)
    return Question(name_of(item), words.items.get(item.id, item.id), item.kind, items, short, item.unit or "")


def answer_rows(screen: Screen, words: Texts) -> list[dict[str, Any]]:
    """Every question with what was answered, for reading and for print; unanswered ones say so."""
    asked = engine.enabled(screen.instrument, screen.answers)
    return [
        {
            "key": words.items.get(item.id, item.id),
            "value": said(item, screen.answers.get(item.id), words),
            "item": item.id,
        }
        for item in screen.definition.items
        if asked[item.id] is not False or item.id in screen.answers
    ]


def outcome_rows(found: Screening, words: Texts) -> list[dict[str, str]]:
    """Scores and bands: what is settled, what it amounts to at least, what it is to be treated as."""
    result, rows = found.result, []
    for score in found.screen.definition.scores:
        value = result.scores.get(score.id)
        text = _("not known") if value is None else _("%(value)s of %(most)s", value=value, most=score.maximum)
        rows.append({"key": _("Score") if len(result.scores) < 2 else score_name(found, score.id), "value": text})
    for outcome in found.screen.definition.outcomes:
        rows.append({"key": _("Result"), "value": _band(outcome.id, result, words)})
    for flag, state in result.flags.items():
        rows.append({"key": words.flags.get(flag, flag), "value": str(FLAGS[state])})
    return rows


def score_name(found: Screening, score: str) -> str:
    """The words of the outcome a score decides, else its own code."""
    return _("Score: %(name)s", name=score.replace("_", " "))


def _band(outcome: str, result: Result, words: Texts) -> str:
    names = words.outcomes.get(outcome, {})
    if outcome in result.bands:
        return names.get(result.bands[outcome], result.bands[outcome])
    found = []
    if outcome in result.floor:
        found.append(_("at least: %(band)s", band=names.get(result.floor[outcome], result.floor[outcome])))
    if outcome in result.act_as:
        found.append(_("act as: %(band)s", band=names.get(result.act_as[outcome], result.act_as[outcome])))
    return "; ".join(found) or _("not settled")


def how_soon(act: Act) -> str:
    """Until when a step is taken, in words; nothing for what is no step."""
    if act.code == NO_STEP:
        return "–"
    if act.within is None:
        return _("when you can")
    minutes = int(act.within.total_seconds() // 60)
    if minutes and minutes % (24 * 60) == 0:
        return _("within %(days)s days", days=minutes // (24 * 60))
    if minutes and minutes % 60 == 0:
        return _("within %(hours)s h", hours=minutes // 60)
    return _("within %(span)s", span=format_span(minutes)) if minutes else _("at once")


def booked(clock: Deadline) -> str:
    """Where a booked step stands."""
    if clock.state == "met" and clock.met_at is not None:
        return _("done, %(moment)s", moment=format_moment(clock.met_at))
    if clock.state != "open":
        return _("cancelled")
    return _("booked, until %(moment)s", moment=format_due(clock.due_at))


def trends(history: Sequence[Screening]) -> list[Trend]:
    """A line for each score taken more than once; a new major version measures something else and begins anew."""
    lines: list[list[Screening]] = []
    for one in history:
        if not one.result.scores:
            continue
        line = next((line for line in lines if engine.comparable(line[0].result, one.result)), None)
        if line is None:
            lines.append([one])
        else:
            line.append(one)
    return [
        _trend(line, score.id, score.minimum, score.maximum)
        for line in lines
        for score in line[0].screen.definition.scores
        if len([one for one in line if score.id in one.result.scores]) > 1
    ]


def _trend(line: Sequence[Screening], score: str, low: int, high: int) -> Trend:
    taken = [one for one in line if score in one.result.scores]
    definition = line[0].screen.definition
    values = [one.result.scores[score] for one in reversed(taken)]
    days = [one.record.event_time for one in reversed(taken)]
    span = max((days[-1] - days[0]).total_seconds(), 1)

    def across(day: dt.datetime) -> int:
        return round(LEFT + EDGE + (day - days[0]).total_seconds() / span * (WIDTH - LEFT - 3 * EDGE))

    def down(value: int) -> int:
        return round(BOTTOM - (value - low) / max(high - low, 1) * (BOTTOM - TOP))

    dots = [(across(day), down(value), str(value)) for day, value in zip(days, values, strict=True)]
    changes = [later - earlier for earlier, later in pairwise(values)]
    rows = [
        (
            format_date(one.record.event_time),
            str(one.result.scores[score]),
            f"{change:+d}" if change is not None else "",
        )
        for one, change in zip(taken, [*reversed(changes), None], strict=True)
    ]
    title = f"{line[0].screen.texts(language()).title}, {definition.version}"
    if len(definition.scores) > 1:
        title += f", {score.replace('_', ' ')}"
    return Trend(
        title,
        rows,
        " ".join(f"{x},{y}" for x, y, _value in dots),
        dots,
        [(down(value), str(value)) for value in sorted({low, *_cuts(line[0], score), high})],
        [(dots[0][0], format_date(days[0])), (dots[-1][0], format_date(days[-1]))],
        _(
            "From %(first)s to %(last)s: %(values)s",
            first=format_date(days[0]),
            last=format_date(days[-1]),
            values=", ".join(map(str, values)),
        ),
    )


def _cuts(found: Screening, score: str) -> list[int]:
    """Where a band of this score begins, by the cut-offs that named the newest result."""
    outcomes = {one.id for one in found.screen.definition.outcomes if one.score == score}
    used = {key for outcome, key in found.result.policies.items() if outcome in outcomes}
    return [
        low
        for policy in found.screen.instrument.policies
        if policy.key in used
        for low, _most, _band in policy.cuts[1:]
    ]
