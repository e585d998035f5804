// Proof files: one leaf is in a tree (C2SP tlog-proof); a later tree begins with an earlier one (tlog-witness).

import { decode64, Refused, textOf } from "./bytes.js";
import { leafHash, verifyConsistency, verifyInclusion } from "./merkle.js";
import { decimal, MAX_BYTES, parseCheckpoint, parseNote } from "./note.js";

export const HEADER = "c2sp.org/tlog-proof@v1";
const MAX_PATH = 63;

function halves(given) {
  if (given.length > MAX_BYTES) throw new Refused("unreadable");
  const text = typeof given === "string" ? given : textOf(given);
  const split = text.indexOf("\n\n");
  if (split < 0) throw new Refused("unreadable");
  const note = parseNote(text.slice(split + 2));
  return { head: text.slice(0, split).split("\n"), note, checkpoint: parseCheckpoint(note.text) };
}

function number(head, word) {
  const line = head.shift() ?? "";
  if (!line.startsWith(word)) throw new Refused("unreadable");
  return decimal(line.slice(word.length));
}

function hashes(lines) {
  const path = lines.map(decode64);
  if (path.length > MAX_PATH || path.some((hash) => hash.length !== 32)) throw new Refused("unreadable");
  return path;
}

/** {index, path, extra, note, checkpoint} of a proof file; `extra` is the leaf's bytes or null. */
export function parseInclusion(given) {
  const { head, note, checkpoint } = halves(given);
  if (head.shift() !== HEADER) throw new Refused("unreadable");
  const extra = head[0]?.startsWith("extra ") ? decode64(head.shift().slice(6)) : null;
  const index = number(head, "index ");
  return { index, path: hashes(head), extra, note, checkpoint };
}

/** {old, path, note, checkpoint} of a consistency file. */
export function parseConsistency(given) {
  const { head, note, checkpoint } = halves(given);
  const old = number(head, "old ");
  return { old, path: hashes(head), note, checkpoint };
}

export function checkInclusion({ index, path, extra, checkpoint }) {
  verifyInclusion(index, checkpoint.size, leafHash(extra ?? new Uint8Array()), path, checkpoint.root);
}

export function checkConsistency({ old, path, checkpoint }, earlier) {
  verifyConsistency(old, checkpoint.size, earlier.root, checkpoint.root, path);
}

const MEMBERS = "actor,at,digest,event,id,previous,subject,type,version";

/** Whether what is read on of a leaf is what it must be: whoever altered one chose what stands in it. */
function leafShaped({ id, at, type, actor, event, digest, previous, subject }) {
  const texts = [id, at, type, actor, event, ...[digest, previous].filter((value) => value !== null)];
  if (subject !== null) {
    if (typeof subject !== "object" || Object.keys(subject).sort().join() !== "id,kind") return false;
    texts.push(subject.id, subject.kind);
  }
  return texts.every((text) => typeof text === "string");
}

/** The members of a leaf (docs/ledger.md 1.2). */
export function readLeaf(bytes) {
  let fields;
  try {
    fields = JSON.parse(textOf(bytes));
  } catch {
    throw new Refused("leaf_unreadable");
  }
  const whole = fields !== null && typeof fields === "object" && Object.keys(fields).sort().join() === MEMBERS;
  if (!whole || fields.version !== 1 || !leafShaped(fields)) throw new Refused("leaf_unreadable");
  return fields;
}
