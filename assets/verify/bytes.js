// Bytes, base64 and hexadecimal, each in its one canonical spelling: a second spelling would be a second truth.

export class Refused extends Error {
  /** `code` is a name of healthapp/ledger/offline.py; `values` fill its sentence. */
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

const ENCODER = new TextEncoder();
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function utf8(text) {
  return ENCODER.encode(text);
}

/** The text of UTF-8 bytes; a byte order mark is kept and nothing is replaced. */
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused("unreadable");
  }
}

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function same(a, b) {
  return a.length === b.length && a.every((value, place) => value === b[place]);
}

export function hex(bytes) {
  return Array.from(bytes, (value) => value.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text) {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new Refused("unreadable");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function encode64(bytes) {
  let binary = "";
  for (const value of bytes) binary += String.fromCharCode(value);
  return btoa(binary);
}

export function decode64(text) {
  if (!BASE64.test(text)) throw new Refused("unreadable");
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  if (encode64(bytes) !== text) throw new Refused("unreadable");
  return bytes;
}
