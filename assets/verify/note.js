// Signed notes, checkpoints and cosignatures: C2SP signed-note, tlog-checkpoint, tlog-cosignature.

import { concat, decode64, hex, Refused, same, textOf, utf8 } from "./bytes.js";
import { verifyEd25519 } from "./ed25519.js";
import { sha256 } from "./sha.js";

export const LEDGER = 0x01;
export const WITNESS = 0x04;
export const MAX_BYTES = 1 << 20;
const MAX_SIGNATURES = 64;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\x00-\x09\x0b-\x1f]/;

/** A whole number in ASCII digits without leading zeroes, as BigInt. */
export function decimal(text) {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text)) throw new Refused("unreadable");
  return BigInt(text);
}

function checkName(name) {
  // eslint-disable-next-line no-control-regex
  if (!name || /[+\s\x00-\x1f\x85]/.test(name)) throw new Refused("unreadable");
  return name;
}

export function keyId(name, kind, key) {
  return sha256(concat(utf8(name), Uint8Array.of(10, kind), key)).subarray(0, 4);
}

/** {name, kind, key, id} of a public key line `name+id+base64`. */
export function parseKey(line) {
  const parts = line.trim().split("+");
  if (parts.length < 3) throw new Refused("unreadable");
  const [name, id, ...rest] = parts;
  const material = decode64(rest.join("+"));
  if (material.length !== 33) throw new Refused("unreadable");
  const [kind, key] = [material[0], material.subarray(1)];
  if (hex(keyId(checkName(name), kind, key)) !== id) throw new Refused("unreadable");
  if (kind !== LEDGER && kind !== WITNESS) throw new Refused("unreadable");
  return { name, kind, key, id };
}

/** {text, signatures: [{name, id, payload}], whole} of a note; checks the form alone. */
export function parseNote(given) {
  if (given.length > MAX_BYTES) throw new Refused("unreadable");
  const whole = typeof given === "string" ? given : textOf(given);
  if (CONTROL.test(whole) || !whole.endsWith("\n")) throw new Refused("unreadable");
  const split = whole.lastIndexOf("\n\n");
  if (split < 0) throw new Refused("unreadable");
  const lines = whole.slice(split + 2).split("\n").slice(0, -1);
  if (!lines.length || lines.length > MAX_SIGNATURES) throw new Refused("unreadable");
  return { whole, text: whole.slice(0, split + 1), signatures: lines.map(signature) };
}

function signature(line) {
  const parts = line.split(" ");
  if (parts.length !== 3 || parts[0] !== "\u2014") throw new Refused("unreadable");
  const data = decode64(parts[2]);
  if (data.length <= 4) throw new Refused("unreadable");
  return { name: checkName(parts[1]), id: hex(data.subarray(0, 4)), payload: data.subarray(4) };
}

/** {origin, size, root} of a checkpoint's text. */
export function parseCheckpoint(text) {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3 || lines.some((line) => !line)) throw new Refused("unreadable");
  const [origin, size, root] = [lines[0], decimal(lines[1]), decode64(lines[2])];
  if (root.length !== 32) throw new Refused("unreadable");
  return { origin, size, root };
}

/** What a witness signs at `time` (POSIX seconds): header line, time line, then the checkpoint's text. */
export function cosigned(text, time) {
  return utf8(`cosignature/v1\ntime ${time}\n${text}`);
}

async function holds(verifier, text, payload) {
  if (verifier.kind === LEDGER) return verifyEd25519(verifier.key, payload, utf8(text));
  if (payload.length !== 72) return false;
  const time = new DataView(payload.buffer, payload.byteOffset).getBigUint64(0);
  return time < 1n << 63n && verifyEd25519(verifier.key, payload.subarray(8), cosigned(text, time));
}

/** The known keys that signed, each as {name, kind, time}; `time` (POSIX seconds) of a witness alone.
 *  Refuses when a known key's signature fails ("signature_wrong") or no known key signed ("key_unknown"). */
export async function verifyNote(note, verifiers) {
  const signers = [];
  for (const { name, id, payload } of note.signatures) {
    const verifier = verifiers.find((known) => known.name === name && known.id === id);
    if (!verifier) continue;
    if (!(await holds(verifier, note.text, payload))) throw new Refused("signature_wrong", { name });
    const time =
      verifier.kind === WITNESS ? new DataView(payload.buffer, payload.byteOffset).getBigUint64(0) : null;
    signers.push({ name, kind: verifier.kind, time });
  }
  if (!signers.length) throw new Refused("key_unknown");
  return signers;
}

export function sameCheckpoint(a, b) {
  return a.origin === b.origin && a.size === b.size && same(a.root, b.root);
}
