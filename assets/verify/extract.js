// The whole ledger, leaf by leaf, from an extract (docs/ledger.md 3.3): the same questions in the same order as
// healthapp/ledger/treecheck.py and rowcheck.py put to the database, by another program on another machine.

import { decode64, fromHex, hex, Refused, same, textOf } from "./bytes.js";
import { Edge, leafHash } from "./merkle.js";
import { parseCheckpoint, parseKey, parseNote, verifyNote } from "./note.js";
import { readLeaf } from "./proof.js";
import { sha256 } from "./sha.js";

const OWN = "healthapp.ledger/";
export const EXTRACT = "healthapp-ledger/1";
const LIMIT = 20;
const TOLERANCE_MS = 10 * 60 * 1000;
/** As in healthapp/ledger/findings.py: of two at one place the earlier is nearer to the cause. */
const FAULTS = [
  "place_missing", "entry_missing", "leaf_altered", "row_altered", "clock_set_back", "digest_chain", "event_altered",
  "event_missing", "subject_altered", "subject_missing", "node_altered", "node_missing", "node_extra",
  "history_altered", "history_cut", "checkpoint_signature", "checkpoint_altered", "checkpoint_foreign",
  "checkpoint_missing", "not_placed", "event_unrecorded", "subject_unrecorded",
];

/** {header, rows: {checkpoint, entry, node, subject, queued, unplaced, unrecorded}} of an extract's bytes. */
export function parseExtract(bytes) {
  const lines = textOf(bytes).split("\n");
  try {
    if (lines.pop() !== "") throw new Refused("unreadable");
    const [header, ...others] = lines.map((line) => JSON.parse(line));
    if (header.format !== EXTRACT || !Array.isArray(header.kinds) || others.pop()?.end !== others.length) throw new Refused("unreadable");
    const rows = { checkpoint: [], entry: [], node: [], subject: [], queued: [], unplaced: [], unrecorded: [] };
    for (const row of others) {
      const [[kind, value]] = Object.entries(row);
      rows[kind].push(value);
    }
    const earlier = (header.earlier ?? []).map(({ key, size }) => ({ key: ledgerKey(key), until: BigInt(size) }));
    return { header, keys: [...earlier, { key: ledgerKey(header.key), until: null }], rows };
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused("unreadable");
  }
}

/** A ledger's key, whose name follows from it: nobody puts another key under a known name. */
function ledgerKey(line) {
  const key = parseKey(line);
  if (key.name.startsWith(OWN) && key.name !== `${OWN}${hex(sha256(key.key)).slice(0, 16)}`) throw new Refused("unreadable");
  return key;
}

/** The key that signs under this checkpoint's name, while it was in force. */
function reigning(keys, { origin, size }) {
  return keys.find(({ key, until }) => key.name === origin && (until === null || size <= until))?.key;
}

class Check {
  constructor() {
    this.counts = {};
    this.found = [];
    this.edge = new Edge();
    this.whole = true;
    this.latest = "";
    this.wanted = [];
    this.fitsUntil = 0;
    this.misfit = null;
    this.recorded = new Map();
    this.nodes = new Map();
    this.wrong = new Set();
  }

  add(fault, values = {}) {
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    if (this.counts[fault] <= LIMIT) this.found.push({ fault, position: null, ...values });
  }

  async stored(rows, keys) {
    for (const row of rows) {
      let checkpoint;
      try {
        const note = parseNote(row.note);
        checkpoint = parseCheckpoint(note.text);
        await verifyNote(note, [reigning(keys, checkpoint)].filter(Boolean));
      } catch {
        this.add("checkpoint_signature", { size: row.size });
        continue;
      }
      if (checkpoint.size === BigInt(row.size) && hex(checkpoint.root) === row.root) this.wanted.push(checkpoint);
      else this.add("checkpoint_altered", { size: row.size });
    }
  }

  given(checkpoints, keys, trusted, sizes) {
    const [{ key }] = keys.slice(-1);
    for (const checkpoint of checkpoints) {
      const size = Number(checkpoint.size);
      const known = trusted && keys.some(({ key: one }) => one.name === checkpoint.origin);
      if (known && !reigning(keys, checkpoint)) {
        this.add("checkpoint_signature", { size });
        continue;
      }
      if (!known) {
        this.add("checkpoint_foreign", { size, detail: checkpoint.origin });
        continue;
      }
      this.wanted.push(checkpoint);
      if (!sizes.has(size)) this.add("checkpoint_missing", { size });
    }
    if (!trusted && !checkpoints.length) this.add("checkpoint_foreign", { detail: key.name });
  }

  entries(rows) {
    let expected = 0;
    for (const row of rows) {
      if (row.place !== expected) this.broken("place_missing", { position: expected });
      expected = row.place + 1;
      if (row.leaf === null) {
        this.broken("entry_missing", { position: row.place, entry: row.id });
        continue;
      }
      const leaf = decode64(row.leaf);
      const fields = fieldsOf(leaf);
      this.leaf(row, leaf, fields);
      if (this.whole) {
        for (const node of this.edge.append(fromHex(row.hash))) this.node(node);
        this.pass();
      }
      if (row.digest !== null) this.chain(row, fields);
      if (row.event === null) this.add("event_missing", { position: row.place, entry: row.id });
      else if (fields && fields.event !== row.event) {
        this.add("event_altered", { position: row.place, entry: row.id });
      }
    }
    return expected;
  }

  broken(fault, values) {
    this.add(fault, values);
    this.whole = false;
  }

  leaf(row, leaf, fields) {
    const at = { position: row.place, entry: row.id };
    if (!fields || hex(leafHash(leaf)) !== row.hash) this.add("leaf_altered", at);
    else if (!agrees(row, fields)) this.add("row_altered", at);
    else if (fields.at >= this.latest) this.latest = fields.at;
    else if (Date.parse(this.latest) - Date.parse(fields.at) > TOLERANCE_MS) {
      this.add("clock_set_back", { ...at, detail: fields.at });
    }
  }

  pass() {
    for (const checkpoint of this.wanted) {
      if (checkpoint.size !== BigInt(this.edge.size)) continue;
      if (!same(checkpoint.root, this.edge.root())) this.misfit ??= checkpoint;
      else if (!this.misfit) this.fitsUntil = this.edge.size;
    }
  }

  node([level, position, hash]) {
    const held = this.nodes.get(`${level}/${position}`);
    if (held === hex(hash)) return;
    this.wrong.add(`${level}/${position}`);
    const below = [2 * position, 2 * position + 1].map((place) => `${level - 1}/${place}`);
    if (below.some((name) => this.wrong.has(name))) return;
    const fault = held === undefined ? "node_missing" : "node_altered";
    this.add(fault, { position: position * 2 ** level, detail: `${level}/${position}` });
  }

  chain(row, fields) {
    if (!fields?.subject) return;
    const last = this.recorded.get(row.subject);
    const { kind } = fields.subject;
    if (fields.previous !== (last?.digest ?? null)) {
      this.add("digest_chain", { position: row.place, entry: row.id, kind, subject: row.subject });
    }
    this.recorded.set(row.subject, { kind, digest: fields.digest, position: row.place });
  }

  finishTree(size) {
    if (this.whole && this.edge.size !== size) this.broken("place_missing", { position: this.edge.size });
    if (this.misfit) this.add("history_altered", { position: this.fitsUntil, size: Number(this.misfit.size) });
    const beyond = new Set(this.wanted.map((checkpoint) => Number(checkpoint.size)).filter((known) => known > size));
    for (const known of [...beyond].sort((a, b) => a - b)) this.add("history_cut", { position: size, size: known });
    for (const name of this.nodes.keys()) {
      const [level, position] = name.split("/").map(Number);
      if (position >= Math.floor(size / 2 ** level)) this.add("node_extra", { detail: name });
    }
  }

  finishRows(rows, kinds, size) {
    for (const leaf of rows.queued) {
      const fields = fieldsOf(decode64(leaf));
      if (!fields?.subject) continue;
      const { id, kind } = fields.subject;
      this.recorded.set(id, { kind, digest: fields.digest, position: size });
    }
    const now = new Map(rows.subject.map((row) => [`${row.kind} ${row.id}`, row.digest]));
    for (const [subject, { kind, digest, position }] of this.recorded) {
      if (!kinds.includes(kind)) continue;
      const held = now.get(`${kind} ${subject}`) ?? null;
      if (held === digest) continue;
      this.add(held === null ? "subject_missing" : "subject_altered", { position, kind, subject });
    }
    for (const entry of rows.unplaced) this.add("not_placed", { entry });
    for (const { kind, id } of rows.unrecorded) {
      this.add(kind === "audit_event" ? "event_unrecorded" : "subject_unrecorded", { kind, subject: id });
    }
  }
}

function fieldsOf(leaf) {
  try {
    return readLeaf(leaf);
  } catch {
    return null;
  }
}

function agrees(row, fields) {
  const subject = fields.subject?.id ?? null;
  return fields.id === row.id && fields.at === row.at && subject === row.subject && fields.digest === row.digest;
}

function order(a, b) {
  const [p, q] = [a, b].map(({ position }) => position ?? Infinity);
  if (p !== q) return p < q ? -1 : 1;
  return FAULTS.indexOf(a.fault) - FAULTS.indexOf(b.fault);
}

/** {size, checkpoints, findings} of a parsed extract. `given`: checkpoints carried away, `verifiers`: trusted keys. */
export async function checkExtract({ header, keys, rows }, given, verifiers) {
  const check = new Check();
  // Every key it was signed with must be one that whoever checks trusts: a made-up earlier one vouches for nothing.
  const trusted = keys.every(({ key }) =>
    verifiers.some((known) => known.name === key.name && known.id === key.id && same(known.key, key.key)),
  );
  await check.stored(rows.checkpoint, keys);
  check.given(given, keys, trusted, new Set(rows.checkpoint.map((row) => row.size)));
  for (const [level, position, hash] of rows.node) check.nodes.set(`${level}/${position}`, hash);
  const size = check.entries(rows.entry);
  check.finishTree(size);
  check.finishRows(rows, header.kinds, size);
  check.found.sort(order);
  return { size, checkpoints: check.wanted.length, findings: check.found };
}
