"""The instruments on disk: read, held against the lock and every rule, and kept. Nothing half right gets in."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from screening import actions, check, parse, policies, texts
from screening.instrument import Instrument
from screening.model import LANGUAGES, Definition, Language, Policy, Texts
from screening.reading import Refused, json_of
from screening.seal import LOCK, digest_of, read_lock

ROOT = Path(__file__).parent
INSTRUMENTS = ROOT / "instruments"
POLICIES = ROOT / "policies"
#: Words that may be used but not sold lie apart, with their notice.
SEPARATE = "noncommercial"


class Library:
    """Every version of every instrument below one directory.

    Raises Refused at the first file that is not right. Not ``whole``: an instrument one of whose files is not right is
    left out, ``refused`` says which and why, and the others load; a lock that cannot be read refuses them all.
    """

    def __init__(self, instruments: Path = INSTRUMENTS, cut_offs: Path = POLICIES, *, whole: bool = True) -> None:
        self.refused: dict[str, str] = {}
        self._whole = whole
        self._policies: dict[tuple[str, int], tuple[Policy, ...]] = {}
        self._instruments: dict[str, dict[str, Instrument]] = {}
        self._texts: dict[tuple[str, str, Language], Texts] = {}
        for name, fault in _policy_faults(cut_offs, self._policies):
            self._refuse(name, fault)
        files: dict[str, dict[str, bytes]] = {}
        for path, content, fault in _locked_files(instruments):
            name = _instrument_of(path)
            if fault:
                self._refuse(name, fault)
            elif path.endswith(".json"):
                files.setdefault(name, {})[path] = content
        for name, own in files.items():
            if name not in self.refused:
                self._load(name, own)

    def _load(self, name: str, files: Mapping[str, bytes]) -> None:
        """Every version of one instrument, or none of them."""
        try:
            for path in files:
                if _language(path) is None:
                    self._add(path, files)
            for path in files:
                if _language(path) is not None and f"{path[: -len('.az.json')]}.json" not in files:
                    raise Refused(f"{path}: has no definition beside it")
            for earlier, later in pairwise(self.get(name, version).definition for version in self.versions(name)):
                if drift := check.drift(earlier, later):
                    raise Refused(f"{later.key}: " + "; ".join(drift))
        except Refused as fault:
            self._instruments.pop(name, None)
            self._refuse(name, str(fault))

    def _refuse(self, name: str, fault: str) -> None:
        if self._whole:
            raise Refused(fault)
        self.refused.setdefault(name, fault)

    def _add(self, name: str, files: Mapping[str, bytes]) -> None:
        definition = parse.definition(name, json_of(name, files[name]))
        folder, _, file = name.rpartition("/")
        if folder.rpartition("/")[2] != definition.id or file != f"{definition.version}.json":
            raise Refused(f"{name}: holds {definition.key}")
        own = self._policies.get((definition.id, definition.major), ())
        words = {
            language: texts.texts(path, json_of(path, files[path]), definition)
            for language in LANGUAGES
            if (path := f"{folder}/{definition.version}.{language}.json") in files
        }
        separate = folder.split("/")[0] == SEPARATE
        found = check.problems(definition, own, actions.known())
        found += check.licence_problems(definition, separate, words)
        if found:
            raise Refused(f"{name}: " + "; ".join(found))
        self._instruments.setdefault(definition.id, {})[definition.version] = Instrument(
            definition, own, hashlib.sha256(files[name]).hexdigest()
        )
        for language, one in words.items():
            if one.language != language:
                raise Refused(f"{folder}/{definition.version}.{language}.json: says it is {one.language}")
            self._texts[definition.id, definition.version, language] = one

    def ids(self) -> list[str]:
        return sorted(self._instruments)

    def versions(self, name: str) -> list[str]:
        """Oldest first. Raises KeyError for an instrument that is not there."""
        return sorted(self._instruments[name], key=lambda version: [int(part) for part in version.split(".")])

    def get(self, name: str, version: str | None = None) -> Instrument:
        """One version, or the newest. Raises KeyError."""
        return self._instruments[name][version or self.versions(name)[-1]]

    def all(self) -> list[Instrument]:
        return [self.get(name, version) for name in self.ids() for version in self.versions(name)]

    def texts(self, name: str, version: str, language: Language) -> Texts | None:
        """The shipped words; None where there are none in this language, or where a site must bring its own."""
        return self._texts.get((name, version, language))

    def languages(self, definition: Definition) -> list[Language]:
        return [one for one in LANGUAGES if (definition.id, definition.version, one) in self._texts]


@functools.cache
def shipped() -> Library:
    """The instruments this package brings, read once; one that is not what was released is left out and named."""
    return Library(whole=False)


def _language(name: str) -> str | None:
    ending = name.removesuffix(".json").rpartition(".")[2]
    return ending if ending in LANGUAGES else None


def _instrument_of(path: str) -> str:
    return path.rpartition("/")[0].rpartition("/")[2]


def _locked_files(folder: Path) -> Iterator[tuple[str, bytes, str]]:
    """(name there, content, what is wrong with it or "") of every file below the folder, held against the lock."""
    lock = read_lock(folder / LOCK)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LOCK)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    for name in sorted(set(lock) - set(files)):
        yield name, b"", f"{name}: is in the lock and not there"
    for name, content in files.items():
        released = lock.get(name) == digest_of(content)
        fault = "" if released else f"{name}: is not the file that was released; a change needs a new version"
        yield name, content, fault


def _policy_faults(folder: Path, found: dict[tuple[str, int], tuple[Policy, ...]]) -> Iterator[tuple[str, str]]:
    """Fill ``found`` with the cut-offs of each instrument; (instrument, fault) where they are not what was released."""
    lock = read_lock(folder / LOCK)
    seen = set()
    for path in sorted(folder.glob("*.json")):
        try:
            for policy in policies.policies(path.name, json_of(path.name, path.read_bytes())):
                if path.stem != policy.instrument:
                    raise Refused(f"{path.name}: holds policies of {policy.instrument}")
                seen.add(policy.key)
                if lock.get(policy.key) != policy_digest(policy):
                    told = f"{policy.key} is not what was released; a change needs a new valid_from"
                    raise Refused(f"{path.name}: {told}")
                key = policy.instrument, policy.major
                found[key] = (*found.get(key, ()), policy)
        except Refused as fault:
            yield path.stem, str(fault)
    for name in sorted(set(lock) - seen):
        yield name.partition("@")[0], f"{folder.name}: {name} is in the lock and not there"


def policy_digest(policy: Policy) -> str:
    """A policy is released on its own, so that its file can grow by the next one."""
    said: list[object] = [policy.cuts, policy.population, policy.source, policy.basis]
    if policy.valid_until is not None:
        said.append(policy.valid_until.isoformat())
    return digest_of(json.dumps(said).encode())
