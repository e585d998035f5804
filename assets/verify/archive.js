// ZIP archives, as far as a bundle of copies needs them, and the files embedded in a PDF.

import { Refused, textOf } from "./bytes.js";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

async function inflated(bytes, format) {
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Refused("unreadable");
  }
}

function endRecord(view) {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 0xffff; at -= 1) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new Refused("unreadable");
}

/** Map of name -> bytes, in the order of the archive. Refuses what is damaged, encrypted or names a file twice. */
export async function unzip(bytes) {
  const files = new Map();
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = endRecord(view);
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      if (view.getUint32(at, true) !== ENTRY) throw new Refused("unreadable");
      const method = view.getUint16(at + 10, true);
      const [length, extra, remark] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
      const size = view.getUint32(at + 20, true);
      const name = textOf(bytes.subarray(at + 46, at + 46 + length));
      const local = view.getUint32(at + 42, true);
      if (view.getUint32(local, true) !== LOCAL || files.has(name)) throw new Refused("unreadable");
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      if (start + size > bytes.length || (view.getUint16(at + 8, true) & 1) === 1) throw new Refused("unreadable");
      const body = bytes.subarray(start, start + size);
      if (method !== STORED && method !== DEFLATED) throw new Refused("unreadable");
      files.set(name, method === STORED ? body : await inflated(body, "deflate-raw"));
      at += 46 + length + extra + remark;
    }
  } catch (error) {
    if (error instanceof RangeError) throw new Refused("unreadable");
    throw error;
  }
  return files;
}

function find(bytes, word, from) {
  const wanted = Array.from(word, (sign) => sign.charCodeAt(0));
  for (let at = bytes.indexOf(wanted[0], from); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (wanted.every((value, place) => bytes[at + place] === value)) return at;
  }
  return -1;
}

function latin(bytes) {
  let text = "";
  for (const value of bytes) text += String.fromCharCode(value);
  return text;
}

/** The bytes of every file embedded in a PDF, in the order of the file.
 *  Stored as it is or deflated: an embedded file is a stream object of its own, whatever program wrote the PDF. */
export async function embeddedFiles(bytes) {
  const found = [];
  let at = find(bytes, "/EmbeddedFile", 0);
  while (at >= 0) {
    const start = find(bytes, "stream", at);
    const dictionary = start < 0 ? "" : latin(bytes.subarray(Math.max(0, at - 400), start));
    const own = dictionary.slice(dictionary.lastIndexOf(" obj") + 4).replace(/\/Filter\s*\[\s*\]/, "");
    // "/EmbeddedFiles" is the list of names, and an object that ends before a stream is something else.
    if (bytes[at + 13] !== 0x73 && start >= 0 && !own.includes("endobj")) {
      let from = start + 6;
      if (bytes[from] === 13) from += 1;
      if (bytes[from] === 10) from += 1;
      const length = /\/Length (\d+)(?! \d+ R)/.exec(own);
      const to = length ? from + Number(length[1]) : find(bytes, "endstream", from);
      const body = bytes.subarray(from, to < 0 ? bytes.length : to);
      if (!own.includes("/Filter")) found.push(body);
      else if (own.includes("/FlateDecode")) found.push(await inflated(body, "deflate"));
    }
    at = find(bytes, "/EmbeddedFile", at + 14);
  }
  return found;
}
