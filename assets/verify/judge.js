// The verdict over whatever was dropped, in the order of docs/ledger.md 3.2, and step for step as
// healthapp/ledger/offline.py gives it: a line is [code, true | false | null, values].

import { embeddedFiles, unzip } from "./archive.js";
import { Refused, same, textOf } from "./bytes.js";
import { checkCopy, checkFiles, checkRegisters, copied, readManifest } from "./bundle.js";
import { isCode, readCode } from "./code.js";
import { checkExtract, parseExtract } from "./extract.js";
import { LEDGER, parseCheckpoint, parseKey, parseNote, verifyNote } from "./note.js";
import { checkConsistency, checkInclusion, HEADER, parseConsistency, parseInclusion, readLeaf } from "./proof.js";

const KEY_LINE = /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/;

function starts(bytes, word) {
  return Array.from(word).every((sign, place) => bytes[place] === sign.charCodeAt(0));
}

/** Lines of a text that are public keys; null when any line is something else. */
export function keyLines(text) {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  return lines.length && lines.every((line) => KEY_LINE.test(line)) ? lines : null;
}

/** A checkpoint typed or scanned may have lost its last newline, or got those of another system. */
export function mended(text) {
  const plain = text.replaceAll("\r\n", "\n").replace(/^\ufeff/, "");
  return `${plain.replace(/^[ \t\n]+|[ \t\n]+$/g, "")}\n`;
}

class Judge {
  constructor() {
    this.lines = [];
    this.keys = [];
    this.notes = []; // {file, note, checkpoint}
    this.consistencies = [];
    this.inclusions = [];
    this.bundles = [];
    this.extracts = [];
    this.codes = []; // of prints: {file, form, record, digest}
    this.proven = new Set(); // digests that proofs in hand show to be recorded
    this.accepted = new Map(); // whole note -> checkpoint, once its signatures hold
  }

  say(code, ok, values = {}) {
    this.lines.push([code, ok, values]);
  }

  async take(file, bytes) {
    try {
      await this.sort(file, bytes);
    } catch {
      this.say("unreadable", false, { file });
    }
  }

  async sort(file, bytes) {
    if (starts(bytes, "PK")) return this.bundle(file, await unzip(bytes));
    if (starts(bytes, "%PDF")) return this.pdf(file, bytes);
    if (starts(bytes, '{"format":"healthapp-ledger')) return void this.extracts.push([file, parseExtract(bytes)]);
    const text = mended(textOf(bytes));
    const keys = keyLines(text);
    if (keys) return void keys.forEach((line) => this.keys.push(parseKey(line)));
    if (isCode(text)) return void this.codes.push({ file, ...readCode(text) });
    if (text.startsWith(HEADER)) return void this.inclusions.push({ file, ...parseInclusion(text) });
    if (text.startsWith("old ")) return void this.consistencies.push({ file, ...parseConsistency(text) });
    const note = parseNote(text);
    this.notes.push({ file, note, checkpoint: parseCheckpoint(note.text) });
  }

  async pdf(file, bytes) {
    const proofs = (await embeddedFiles(bytes)).filter((body) => starts(body, HEADER));
    if (!proofs.length) this.say("pdf_without_proof", null, { file });
    for (const body of proofs) this.inclusions.push({ file, ...parseInclusion(body) });
  }

  bundle(file, files) {
    const manifest = readManifest(files);
    const bundle = { file, files, manifest, copies: [] };
    for (const name of manifest.checkpoints) {
      const note = parseNote(files.get(name) ?? "");
      this.notes.push({ file: `${file}: ${name}`, note, checkpoint: parseCheckpoint(note.text) });
    }
    for (const name of manifest.consistency) {
      this.consistencies.push({ file: `${file}: ${name}`, ...parseConsistency(files.get(name) ?? "") });
    }
    for (const copy of copied(manifest)) {
      bundle.copies.push({ copy, proof: parseInclusion(files.get(copy.proof) ?? "") });
    }
    this.bundles.push(bundle);
  }

  /** Signatures and cosignatures of every statement; false ones take no further part. */
  async signatures() {
    const proofs = this.bundles.flatMap(({ file, copies }) => copies.map(({ proof }) => ({ file, ...proof })));
    const all = [...this.notes, ...this.consistencies, ...this.inclusions, ...proofs];
    const refused = new Set();
    for (const { file, note, checkpoint } of all) {
      if (this.accepted.has(note.whole) || refused.has(note.whole)) continue;
      try {
        const signers = await verifyNote(note, this.keys);
        if (!signers.some(({ name, kind }) => kind === LEDGER && name === checkpoint.origin)) {
          throw new Refused("not_by_ledger");
        }
        this.accept(file, note, checkpoint, signers);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused.add(note.whole);
        this.say(error.code, false, { file, origin: checkpoint.origin, ...error.values });
      }
    }
  }

  accept(file, note, checkpoint, signers) {
    const [first] = this.accepted.values();
    if (first && first.origin !== checkpoint.origin) {
      this.say("other_ledger", false, { file, origin: checkpoint.origin, first: first.origin });
      return;
    }
    this.accepted.set(note.whole, checkpoint);
    this.say("signed", true, { file, size: String(checkpoint.size) });
    for (const { name, time } of signers) {
      if (time !== null) this.say("witnessed", true, { file, name, time: String(time) });
    }
  }

  /** Two roots for one size: somebody was told another story. */
  histories() {
    const roots = new Map();
    for (const checkpoint of this.accepted.values()) {
      const known = roots.get(checkpoint.size);
      if (!known) roots.set(checkpoint.size, checkpoint);
      else if (!same(known.root, checkpoint.root)) this.say("two_histories", false, { size: String(checkpoint.size) });
    }
  }

  /** Does each later checkpoint continue the earlier one in hand? */
  continuations() {
    const linked = [];
    for (const proof of this.consistencies) {
      const later = this.accepted.get(proof.note.whole);
      if (!later || proof.old === 0n) continue;
      const values = { old: String(proof.old), new: String(later.size) };
      if (later.size < proof.old) {
        this.say("history_shorter", false, values);
        continue;
      }
      const earlier = [...this.accepted.values()].filter(({ size }) => size === proof.old);
      if (!earlier.length) this.say("earlier_missing", null, values);
      for (const checkpoint of earlier) {
        linked.push([proof.old, later.size]);
        this.continues(proof, checkpoint, values);
      }
    }
    this.unlinked(linked);
  }

  continues(proof, earlier, values) {
    try {
      checkConsistency(proof, earlier);
      this.say("continues", true, values);
    } catch {
      this.say("history_rewritten", false, values);
    }
  }

  /** Two are of one history when something in hand continues both: that both continue a third says nothing. */
  unlinked(linked) {
    if (this.extracts.length) return;
    const sizes = [...new Set([...this.accepted.values()].map(({ size }) => size))].sort((a, b) => (a < b ? -1 : 1));
    const reached = new Map();
    for (const size of sizes.toReversed()) {
      const onward = linked.filter(([earlier, later]) => earlier === size && size < later);
      reached.set(size, new Set([size, ...onward.flatMap(([, later]) => [...reached.get(later)])]));
    }
    sizes.slice(1).forEach((size, place) => {
      const known = reached.get(sizes[place]);
      if (sizes[place] === 0n || [...reached.get(size)].some((later) => known.has(later))) return;
      this.say("not_compared", null, { old: String(sizes[place]), new: String(size) });
    });
  }

  single() {
    for (const proof of this.inclusions) {
      if (!this.accepted.has(proof.note.whole)) continue;
      const values = { file: proof.file, place: String(proof.index + 1n), size: String(proof.checkpoint.size) };
      try {
        checkInclusion(proof);
      } catch {
        this.say("not_included", false, values);
        continue;
      }
      try {
        const { at, type, digest } = readLeaf(proof.extra ?? new Uint8Array());
        this.proven.add(digest ?? "");
        this.say("included", true, { ...values, at, type, digest: digest ?? "" });
      } catch {
        this.say("leaf_unreadable", false, values);
      }
    }
  }

  copiesOf({ file, files, manifest, copies }) {
    const before = this.lines.length;
    let proven = 0;
    for (const { copy, proof } of copies) {
      if (!this.accepted.has(proof.note.whole)) continue;
      try {
        checkInclusion(proof);
        const line = checkCopy(copy, files, proof.extra ?? new Uint8Array(), manifest.variant);
        if (line) {
          this.lines.push(line);
          continue;
        }
        proven += 1;
        this.proven.add(copy.digest);
      } catch {
        this.say("copy_not_included", false, { name: copy.name });
      }
    }
    if (this.lines.length === before && proven) this.say("copies_included", true, { file, count: String(proven) });
    if (manifest.variant !== "full") this.say("pseudonymised", null, { file });
  }

  /** Does a proof in hand show the document of each printed code? */
  printed() {
    for (const values of this.codes) {
      const known = this.proven.has(values.digest);
      this.say(known ? "code_proven" : "code_unproven", known ? true : null, values);
    }
  }

  async ledgers() {
    for (const [file, extract] of this.extracts) {
      const given = this.notes.map(({ note }) => this.accepted.get(note.whole)).filter(Boolean);
      const { size, checkpoints, findings } = await checkExtract(extract, given, this.keys);
      for (const { fault, position, size: of, subject, kind, entry, detail } of findings) {
        const values = { place: position === null ? "?" : String(position + 1), size: of === undefined ? "?" : String(of) };
        this.say(fault, false, {
          ...values, subject: `${kind ?? ""} ${subject ?? null}`, entry: String(entry ?? null), detail: detail ?? "",
        });
      }
      if (!findings.length) {
        this.say("ledger_intact", true, { file, entries: String(size), checkpoints: String(checkpoints) });
      }
    }
  }
}

/** What is in `files` ([name, bytes]), with the signatures that hold in the light of `keys` (public key lines). */
export async function gathered(files, keys = []) {
  const made = new Judge();
  for (const line of keys) await made.take("", new TextEncoder().encode(line));
  for (const [name, bytes] of files) await made.take(name, bytes);
  if (made.keys.length) await made.signatures();
  return made;
}

/** Every line over `files` ([name, bytes]) in the light of `keys` (public key lines). */
export async function judge(files, keys = []) {
  const made = await gathered(files, keys);
  if (!made.keys.length) {
    made.say("key_needed", null);
    return made.lines;
  }
  made.histories();
  made.continuations();
  made.single();
  for (const bundle of made.bundles) {
    made.lines.push(...checkFiles(bundle.file, bundle.files, bundle.manifest));
    made.copiesOf(bundle);
    made.lines.push(...checkRegisters(bundle.manifest));
  }
  made.printed();
  await made.ledgers();
  return made.lines;
}

/** "bad" with the first line that does not fit, "good", or "open" when nothing could be said. */
export function verdict(lines) {
  const first = lines.find(([, ok]) => ok === false);
  if (first) return ["bad", first];
  return [lines.some(([, ok]) => ok) ? "good" : "open", lines.find(([, ok]) => ok === null) ?? null];
}

