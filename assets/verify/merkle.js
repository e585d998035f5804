// The tree of RFC 9162 §2.1: leaf and node hashes, and the verifiers of §2.1.3.2 and §2.1.4.2.
// Sizes and places are BigInt: a checkpoint may name more leaves than a Number can count exactly.

import { concat, Refused, same } from "./bytes.js";
import { sha256 } from "./sha.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
export const EMPTY_ROOT = sha256(new Uint8Array());

export function leafHash(leaf) {
  return sha256(concat(LEAF, leaf));
}

export function nodeHash(left, right) {
  return sha256(concat(NODE, left, right));
}

/** Refuses unless the leaf with hash `leaf` is at `index` of the tree with `size` and `root`. */
export function verifyInclusion(index, size, leaf, path, root) {
  if (index < 0n || index >= size || path.some((hash) => hash.length !== 32)) throw new Refused("proof");
  let value = leaf;
  let position = index;
  let last = size - 1n;
  for (const sibling of path) {
    if (last === 0n) throw new Refused("proof");
    if (position & 1n || position === last) {
      value = nodeHash(sibling, value);
      while (position && !(position & 1n)) {
        position >>= 1n;
        last >>= 1n;
      }
    } else {
      value = nodeHash(value, sibling);
    }
    position >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n || !same(value, root)) throw new Refused("proof");
}

/** Refuses unless the tree of `newSize` leaves begins with the tree of `oldSize` leaves. */
export function verifyConsistency(oldSize, newSize, oldRoot, newRoot, path) {
  if (oldSize <= 0n || oldSize > newSize || path.some((hash) => hash.length !== 32)) throw new Refused("proof");
  if (oldSize === newSize) {
    if (path.length || !same(oldRoot, newRoot)) throw new Refused("proof");
    return;
  }
  const hashes = (oldSize & (oldSize - 1n)) === 0n ? [oldRoot, ...path] : [...path];
  if (!hashes.length) throw new Refused("proof");
  let position = oldSize - 1n;
  let last = newSize - 1n;
  while (position & 1n) {
    position >>= 1n;
    last >>= 1n;
  }
  let first = hashes[0];
  let second = hashes[0];
  for (const sibling of hashes.slice(1)) {
    if (last === 0n) throw new Refused("proof");
    if (position & 1n || position === last) {
      first = nodeHash(sibling, first);
      second = nodeHash(sibling, second);
      while (position && !(position & 1n)) {
        position >>= 1n;
        last >>= 1n;
      }
    } else {
      second = nodeHash(second, sibling);
    }
    position >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n || !same(first, oldRoot) || !same(second, newRoot)) throw new Refused("proof");
}

/** A growing tree's right edge: the hashes of its complete subtrees. */
export class Edge {
  constructor() {
    this.size = 0;
    this.hashes = [];
  }

  /** Adds a leaf hash; returns the nodes it completed as [level, position, hash], lowest first. */
  append(hash) {
    const completed = [];
    let value = hash;
    let [index, level] = [this.size, 0];
    while (index % 2 === 1) {
      value = nodeHash(this.hashes.pop(), value);
      index = (index - 1) / 2;
      level += 1;
      completed.push([level, index, value]);
    }
    this.hashes.push(value);
    this.size += 1;
    return completed;
  }

  root() {
    if (!this.hashes.length) return EMPTY_ROOT;
    return this.hashes.reduceRight((right, left) => nodeHash(left, right));
  }
}
