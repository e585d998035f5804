"""``healthapp ledger``: check it, sign it, prove from it; and, on another machine, witness it."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import click
import sqlalchemy as sa

from config import Config
from healthapp import durable, seals
from healthapp.access import Identity
from healthapp.cli.context import configuration, opened, stop
from healthapp.cli.witness import check, witness
from healthapp.database import Database
from healthapp.i18n import LANGUAGES, in_language
from healthapp.keys import KeyFileError, key_for
from healthapp.ledger import extract, offline_words, presenter, queries, services
from healthapp.ledger.beginning import begin_anew
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.code import Code, read_code
from healthapp.ledger.cosignature import verifier_of
from healthapp.ledger.findings import Report
from healthapp.ledger.keyring import KEY_FILE as LEDGER_KEY
from healthapp.ledger.keyring import MEMORY_FILE, Keyring
from healthapp.ledger.lookup import looked_up
from healthapp.ledger.note import Ed25519Verifier, NoteError, parse
from healthapp.ledger.sequencer import sequence_all
from healthapp.ledger.succession import attested, ledger_key, reigns
from healthapp.ledger.verify import snapshot, verify
from healthapp.vault import Store, scans
from healthapp.vault import services as vault
from healthapp.vault.store import KEY_FILE

COMMAND = Identity.system("command line")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("ledger")
def ledger_group() -> None:
    """Show that nothing was altered."""


@ledger_group.command("verify")
@click.option("--checkpoint", "files", type=FILE, multiple=True, help="A checkpoint carried away earlier.")
@click.option("--witness-key", "keys", multiple=True, help="Public key line of a witness whose signature must hold.")
@click.option("--code", "codes", multiple=True, help="The text of the QR code on a print: is its document recorded?")
@click.option("--scan", "scanned", type=FILE, multiple=True, help="A photograph of such a code (JPEG, PNG, HEIC).")
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en")
def verify_command(
    files: tuple[Path, ...],
    keys: tuple[str, ...],
    codes: tuple[str, ...],
    scanned: tuple[Path, ...],
    as_json: bool,
    language: str,
) -> None:
    """Recompute the whole ledger and every kept file, and compare. Exit code 1: something does not fit."""
    printed = _codes(codes, scanned)
    database, keyring = _ledger(configuration())
    try:
        earlier = [parse(file.read_bytes()) for file in files]
        witnesses = [verifier_of(key) for key in keys]
    except NoteError as error:
        stop(f"the checkpoint cannot be read: {error}")
    seals.load()
    sequence_all(database, COMMAND)
    with database.reading() as session:
        report = verify(snapshot(session), keyring.verifier, earlier=earlier, witnesses=witnesses)
    with database.reading() as session:
        prints = [line for name, code in printed for line in looked_up(session, name, code)]
    files_wrong = _damaged_files(database, configuration())
    with in_language(language):
        said = [offline_words.sentence(line) for line in prints]
        click.echo(_as_json(report, files_wrong, said) if as_json else _as_text(report, files_wrong, said))
    fits = report.intact and not files_wrong and all(line[1] is not False for line in prints)
    raise SystemExit(0 if fits else 1)


@ledger_group.command("checkpoint")
@click.option("--since", type=FILE, help="An earlier checkpoint: answer with the proof that this one continues it.")
@click.option("--out", type=OUT, help="Write here instead of the screen.")
def checkpoint_command(since: Path | None, out: Path | None) -> None:
    """Sign size and root of the whole ledger, to be carried away."""
    database, keyring = _ledger(configuration())
    sequence_all(database, COMMAND)
    try:
        seen = _signed_checkpoint(since, database, keyring) if since else None
        with database.unit(COMMAND) as uow:
            if seen is None:
                text = services.sign_checkpoint(uow, keyring).encode()
            else:
                text = services.continuation(uow, keyring, seen).encode()
    except (services.LedgerRefusal, NoteError) as error:
        stop(f"no checkpoint was signed: {error}")
    _write(text, out)


@ledger_group.command("prove")
@click.argument("record", type=click.UUID)
@click.option("--out", type=OUT, help="Write here instead of the screen.")
def prove_command(record: uuid.UUID, out: Path | None) -> None:
    """Write the proof (.tlog-proof) of the last entry about RECORD, the identifier of a signed document."""
    database, keyring = _ledger(configuration())
    sequence_all(database, COMMAND)
    try:
        with database.unit(COMMAND) as uow:
            entries = queries.entries_about(uow.session, record)
            if not entries:
                stop(f"the ledger has no entry about {record}")
            text = services.prove(uow, keyring, entries[-1]).encode()
    except services.LedgerRefusal as error:
        stop(f"no proof was made: {error}")
    _write(text, out)


@ledger_group.command("extract")
@click.option("--out", type=OUT, required=True, help="Write here; anybody can check it with the offline page.")
def extract_command(out: Path) -> None:
    """Write the whole ledger for an outsider: leaves, check values and checkpoints; no name, no finding, no salt."""
    database, keyring = _ledger(configuration())
    seals.load()
    sequence_all(database, COMMAND)
    with database.reading() as session, out.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(extract.lines(snapshot(session), keyring))


@ledger_group.command("key")
def key_command() -> None:
    """Print the ledger's public key line, to be handed to everybody who will check."""
    _, keyring = _ledger(configuration())
    click.echo(keyring.vkey)


ledger_group.add_command(witness)
ledger_group.add_command(check)


@ledger_group.command("begin-anew")
@click.option("--earlier-key", required=True, help="Public key line of the lost key: on slips and in ledger-keys.txt.")
@click.option("--reason", required=True, help="How the key was lost; everybody who checks reads it.")
@click.option("--decided-by", required=True, help="Name and post of who decides to go on.")
def begin_anew_command(earlier_key: str, reason: str, decided_by: str) -> None:
    """Go on under a new key after the old one was lost with every copy. Stop the server first.

    The old entries stay, and stay provable with the old public key. The change is an event that everybody who checks
    is shown; every witness must be told why.
    """
    config = configuration()
    database = opened(config)
    click.get_current_context().call_on_close(database.dispose)
    if (config.keys_dir / LEDGER_KEY).exists():
        stop(f"{config.keys_dir / LEDGER_KEY} is there: a ledger goes on under the key it has. Put back the right one")
    if not reason.strip() or len(decided_by.strip()) not in range(1, 201):
        stop("say how the key was lost, and in 1 to 200 characters who decides to go on")
    earlier = _lost_key(database, config, earlier_key)
    try:
        with database.unit(COMMAND) as uow:
            keyring = Keyring.open(config.keys_dir, may_make=True)
            uow.after_rollback((config.keys_dir / LEDGER_KEY).unlink)
            note = begin_anew(uow, keyring, earlier, reason=reason.strip(), decided_by=decided_by.strip())
    except (services.LedgerRefusal, NoteError) as error:
        stop(f"nothing was begun: {error}")
    size = Checkpoint.from_text(note.text).size
    click.echo(f"the ledger goes on as {keyring.origin}; a checkpoint over {size} entries is signed")
    click.echo(f"hand out its public key, and tell every witness and the Ombudsman's office why: {keyring.vkey}")


def _lost_key(database: Database, config: Config, line: str) -> Ed25519Verifier:
    """The key in force until now, with everything it signed verified: what does not fit is not passed on."""
    try:
        earlier = ledger_key(line)
        memory = Keyring(bytes(32), config.keys_dir / MEMORY_FILE).last_signed()
        remembered = [parse(memory)] if memory is not None else []
    except NoteError as error:
        stop(f"nothing was begun: {error}")
    seals.load()
    sequence_all(database, COMMAND)
    with database.reading() as session:
        last = queries.last_checkpoint(session)
        if last is None:
            stop("nothing was signed yet: the ledger begins by itself at the first start")
        if Checkpoint.from_text(parse(last.note).text).origin != earlier.name:
            stop("this is not the key that signed the last checkpoint")
    with database.reading() as session:
        report = verify(snapshot(session), earlier, earlier=remembered)
    if not report.intact:
        with in_language("en"):
            stop(f"nothing was begun: {presenter.verdict(report)} Tell the Department and the Ombudsman's office first")
    return earlier


def _ledger(config: Config) -> tuple[Database, Keyring]:
    database = opened(config)
    click.get_current_context().call_on_close(database.dispose)
    try:
        with database.reading() as session:
            signed = queries.last_checkpoint(session) is not None
        return database, Keyring.open(config.keys_dir, may_make=not signed)
    except KeyFileError as error:
        stop(str(error))
    except sa.exc.DatabaseError:
        stop("the database must be migrated first: healthapp database upgrade")


def _signed_checkpoint(file: Path, database: Database, keyring: Keyring) -> Checkpoint:
    with database.reading() as session:
        return attested(parse(file.read_bytes()), reigns(session, keyring.verifier))


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        durable.write(out, text.encode())


def _codes(texts: tuple[str, ...], pictures: tuple[Path, ...]) -> list[tuple[str, Code]]:
    """The codes of prints as typed and as photographed, each under the name it is spoken of with."""
    told, unread = scans.read_out([(file.name, file.read_bytes()) for file in pictures])
    if unread:
        stop(f"no QR code could be read in {unread[0][2]['file']}")
    found = []
    for name, text in [*((text[:24], text) for text in texts), *((name, data.decode()) for name, data in told)]:
        code = read_code(text)
        if code is None:
            stop(f"{name} is not the code of a print: it begins with PHR1:")
        found.append((name, code))
    return found


def _damaged_files(database: Database, config: Config) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(file, what it belongs to) of every kept file whose bytes are missing or no longer those received."""
    with database.reading() as session:
        if not vault.keeps_any(session):
            return []
        try:
            store = Store(config.data_dir / "vault", key_for(config.keys_dir / KEY_FILE, may_make=False))
        except KeyFileError as error:
            stop(str(error))
        return [(row.id, row.subject_id) for row, _why in vault.damaged(session, store)]


def _as_text(report: Report, files: list[tuple[uuid.UUID, uuid.UUID]], prints: list[str]) -> str:
    lines = [presenter.verdict(report)]
    lines += [presenter.sentence(finding) for finding in report.findings[1:]]
    lines += [presenter.damaged_file(file_id, subject_id) for file_id, subject_id in files]
    lines += prints
    return "\n".join(lines)


def _as_json(report: Report, files: list[tuple[uuid.UUID, uuid.UUID]], prints: list[str]) -> str:
    return json.dumps(
        {
            "intact": report.intact,
            "size": report.size,
            "root": report.root.hex(),
            "checkpoints": report.checkpoints,
            "verdict": presenter.verdict(report),
            "files": [{"file": str(file_id), "subject": str(subject_id)} for file_id, subject_id in files],
            "prints": prints,
            "counts": {fault.value: count for fault, count in report.counts.items()},
            "findings": [
                {
                    "fault": finding.fault.value,
                    "position": finding.position,
                    "entry": str(finding.entry_id) if finding.entry_id else None,
                    "subject_kind": finding.subject_kind or None,
                    "subject": str(finding.subject_id) if finding.subject_id else None,
                    "size": finding.size,
                    "detail": finding.detail or None,
                    "says": presenter.sentence(finding),
                }
                for finding in report.findings
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
