// A bundle of copies: every file is the one the manifest names, every record is the one the ledger recorded.

import { textOf, Refused, utf8, hex } from "./bytes.js";
import { readLeaf } from "./proof.js";
import { sha256 } from "./sha.js";

export const COPIES = "healthapp-copies/1";
const MANIFEST = "manifest.json";

/** The manifest of an unzipped bundle. */
export function readManifest(files) {
  try {
    const manifest = JSON.parse(textOf(files.get(MANIFEST)));
    if (!shaped(manifest)) throw new Refused("unreadable");
    return manifest;
  } catch {
    throw new Refused("unreadable");
  }
}

function shaped(manifest) {
  const texts = (list) => Array.isArray(list) && list.every((name) => typeof name === "string");
  const copy = (row) => texts([row.record, row.digest, row.proof]) && texts(row.content);
  const item = (row) => copy(row) && (row.register === null || texts([row.register])) && row.addenda.every(addendum);
  const addendum = (row) => copy(row) && Number.isSafeInteger(row.number);
  const register = (row) => texts([row.name]) && row.numbers.every(Number.isSafeInteger);
  return (
    manifest.format === COPIES &&
    texts([manifest.variant]) &&
    texts(manifest.checkpoints) &&
    texts(manifest.consistency) &&
    texts(Object.values(manifest.files)) &&
    manifest.items.every(item) &&
    manifest.registers.every(register)
  );
}

/** Lines about the files alone: missing, exchanged, or put in. */
export function checkFiles(bundle, files, manifest) {
  const lines = [];
  for (const [name, digest] of Object.entries(manifest.files)) {
    const body = files.get(name);
    if (body === undefined) lines.push(["copy_missing", false, { file: bundle, name }]);
    else if (hex(sha256(body)) !== digest) lines.push(["copy_altered", false, { file: bundle, name }]);
  }
  for (const name of files.keys()) {
    if (name !== MANIFEST && !Object.hasOwn(manifest.files, name)) {
      lines.push(["copy_extra", false, { file: bundle, name }]);
    }
  }
  if (!lines.length) {
    lines.push(["copies_fit", true, { file: bundle, count: String(Object.keys(manifest.files).length) }]);
  }
  return lines;
}

/** What is proven one by one: each record and each addendum, as {name, digest, content, proof, record}. */
export function copied(manifest) {
  return manifest.items.flatMap((item) => {
    const name = item.register || item.record;
    return [{ ...item, name }, ...item.addenda.map((addendum) => ({ ...addendum, name: `${name}/${addendum.number}` }))];
  });
}

/** SHA-256 (hexadecimal) of a record from its sealed parts: of the only one, or over the digests of both. */
export function recordDigest(parts) {
  const digests = parts.map((part) => hex(sha256(part)));
  if (digests.length === 1) return digests[0];
  return hex(sha256(utf8(`{"author":"${digests[0]}","doctor":"${digests[1]}"}`)));
}

/** A line about one copy whose proof holds, or null when it says what the ledger says. */
export function checkCopy(copy, files, leaf, variant) {
  const fields = readLeaf(leaf);
  if (fields.digest !== copy.digest || fields.subject?.id !== copy.record) {
    return ["copy_other_record", false, { name: copy.name }];
  }
  if (variant !== "full") return null;
  const parts = copy.content.map((name) => files.get(name));
  const whole = parts.length && parts.every((part) => part !== undefined);
  if (!whole || recordDigest(parts) !== copy.digest) return ["content_altered", false, { name: copy.name }];
  return null;
}

/** Lines about the registers: the first number that is missing, or that none is. The book of a year begins at 1. */
export function checkRegisters(manifest) {
  return manifest.registers.map(({ name, numbers }) => {
    const sorted = [...new Set(numbers)].sort((a, b) => a - b);
    const gap = sorted.findIndex((number, place) => number !== place + 1);
    if (gap >= 0) return ["number_missing", false, { name, number: String(gap + 1) }];
    const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    return ["numbers_fit", true, { name, first: String(first), last: String(last) }];
  });
}
