// Ed25519 signatures (RFC 8032 §5.1.7): the browser's own, or the arithmetic below where a browser has none.
// Only verification: nothing here ever holds a secret, so nothing needs to run in constant time.

import { concat, same } from "./bytes.js";
import { sha512 } from "./sha.js";

const P = (1n << 255n) - 19n;
const L = (1n << 252n) + 27742317777372353535851937790883648493n;

function mod(x) {
  const rest = x % P;
  return rest < 0n ? rest + P : rest;
}

function power(base, exponent) {
  let result = 1n;
  let square = mod(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const BASE = point(mod(4n * power(5n, P - 2n)), 0n);
const NEUTRAL = [0n, 1n, 1n, 0n];

/** The point with this y and sign of x, in extended coordinates; null when there is none. */
function point(y, sign) {
  const top = mod(y * y - 1n);
  const below = mod(D * y * y + 1n);
  let x = mod(top * power(below, 3n) * power(top * power(below, 7n), (P - 5n) / 8n));
  const square = mod(below * x * x);
  if (square === mod(-top) && top !== 0n) x = mod(x * ROOT_OF_MINUS_ONE);
  else if (square !== top) return null;
  if (x === 0n && sign === 1n) return null;
  if ((x & 1n) !== sign) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar, start) {
  let result = NEUTRAL;
  let doubled = start;
  for (let left = scalar; left > 0n; left >>= 1n) {
    if (left & 1n) result = add(result, doubled);
    doubled = add(doubled, doubled);
  }
  return result;
}

function little(bytes) {
  let value = 0n;
  for (let place = bytes.length - 1; place >= 0; place -= 1) value = (value << 8n) | BigInt(bytes[place]);
  return value;
}

function encoded([x, y, z]) {
  const inverse = power(z, P - 2n);
  let value = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const low = Number(value & 255n);
    value >>= 8n;
    return low;
  });
}

/** Whether `signature` (64 bytes) of `message` is by `key` (32 bytes), by our own arithmetic. */
export function verifySlowly(key, signature, message) {
  const value = little(key);
  const y = value & ((1n << 255n) - 1n);
  const public_ = y < P ? point(y, value >> 255n) : null;
  const s = little(signature.subarray(32));
  if (public_ === null || s >= L) return false;
  const r = signature.subarray(0, 32);
  const h = little(sha512(concat(r, key, message))) % L;
  const [x2, y2, z2, t2] = times(h, public_);
  return same(encoded(add(times(s, BASE), [mod(-x2), y2, z2, mod(-t2)])), r);
}

/** Whether `signature` of `message` is by `key`; false for anything malformed. `crypto` is the browser's. */
export async function verifyEd25519(key, signature, message, crypto = globalThis.crypto) {
  if (key.length !== 32 || signature.length !== 64) return false;
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    // No WebCrypto, none here (a page that is not a secure context), none with Ed25519, or a key it refuses.
    return verifySlowly(key, signature, message);
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
}
