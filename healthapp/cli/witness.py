"""The commands of ``healthapp ledger`` for somebody else's machine: no database, no network, no trust."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from healthapp import durable
from healthapp.cli.context import stop
from healthapp.i18n import LANGUAGES, in_language
from healthapp.keys import KeyFileError, key_for
from healthapp.ledger import offline, offline_words
from healthapp.ledger.cosignature import COSIGNATURE_V1, CosignatureSigner, verifier_of
from healthapp.ledger.merkle import ProofError
from healthapp.ledger.note import NoteError, check_name, format_vkey, parse, public_key
from healthapp.ledger.proof import ConsistencyProof
from healthapp.ledger.witness import cosign
from healthapp.vault import scans

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
SIGNS = {True: "+", False: "!", None: "-"}


@click.command()
@click.argument("request", type=FILE)
@click.option("--ledger-key", required=True, help="The ledger's public key line, received by another way.")
@click.option("--name", required=True, help="This witness's name, e.g. ombudsman.example/ledger-witness.")
@click.option("--key", "key_file", type=OUT, required=True, help="This witness's own key; made at the first use.")
@click.option("--last", type=OUT, required=True, help="Where this witness keeps the last checkpoint it saw.")
@click.option("--out", type=OUT, help="Write the cosigned checkpoint here instead of the screen.")
def witness(request: Path, ledger_key: str, name: str, key_file: Path, last: Path, out: Path | None) -> None:
    """Cosign the checkpoint in REQUEST if it continues the last one seen.

    REQUEST is made by ``healthapp ledger checkpoint --since``; the first time a bare checkpoint will do.
    """
    try:
        seed = key_for(key_file, may_make=not last.exists())
        signer = CosignatureSigner(check_name(name), seed, dt.datetime.now(dt.UTC))
        seen = parse(last.read_bytes()) if last.exists() else None
        note = cosign(_request(request, first=seen is None), seen, verifier_of(ledger_key), signer)
    except ProofError as error:
        stop(f"NOT cosigned, this is another history: {error}. Keep both checkpoints: they are the evidence.")
    except (NoteError, KeyFileError) as error:
        stop(f"not cosigned: {error}")
    durable.write(last, note.encode().encode())
    if out is None:
        click.echo(note.encode(), nl=False)
    else:
        durable.write(out, note.encode().encode())
    click.echo(f"this witness's public key: {format_vkey(name, COSIGNATURE_V1, public_key(seed))}", err=True)


@click.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--key", "keys", multiple=True, help="Public key line of the ledger or of a witness; or give a key file.")
@click.option("--digest", help="The document's digest (hexadecimal), as printed on it.")
@click.option("--json", "as_json", is_flag=True, help="Every line with its code as JSON.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en")
def check(files: tuple[Path, ...], keys: tuple[str, ...], digest: str | None, as_json: bool, language: str) -> None:
    """Check FILES that were carried away: checkpoints, proofs, prints (PDF), bundles, keys, photographs of codes.

    Needs no database and no network; ``verify.html`` says the same. Exit code 1: something does not fit;
    2: nothing could be checked.
    """
    told, remarks = scans.read_out([(file.name, file.read_bytes()) for file in files])
    lines = [*remarks, *offline.judge(told, keys)]
    if digest is not None and digest.lower() not in {values.get("digest") for _code, _ok, values in lines}:
        lines.append(("digest_differs", False, {"digest": digest.lower()}))
    kind, first = offline.verdict(lines)
    with in_language(language):
        said = [(line, offline_words.sentence(line)) for line in lines]
        headline = str(offline_words.HEADLINES[kind])
        if as_json:
            rows = [{"code": line[0], "fits": line[1], "values": line[2], "says": text} for line, text in said]
            click.echo(json.dumps({"verdict": kind, "says": headline, "lines": rows}, ensure_ascii=False, indent=2))
        else:
            click.echo(headline + (f": {offline_words.sentence(first)}" if first else ""))
            click.echo("\n".join(f"{SIGNS[line[1]]} {text}" for line, text in said))
    raise SystemExit({"good": 0, "bad": 1, "open": 2}[kind])


def _request(file: Path, *, first: bool) -> ConsistencyProof:
    data = file.read_bytes()
    if first and not data.startswith(b"old "):
        return ConsistencyProof(0, (), parse(data))
    return ConsistencyProof.decode(data)
