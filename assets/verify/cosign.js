// A witness's cosignature, made here (docs/ledger.md 3.6): with the browser's own Ed25519 alone, from a key file that
// never leaves this page. What is cosigned must continue the last checkpoint in hand that this witness cosigned.

import { concat, decode64, encode64, fromHex, hex, Refused, textOf, utf8 } from "./bytes.js";
import { gathered, judge, verdict } from "./judge.js";
import { cosigned, keyId, LEDGER, verifyNote, WITNESS } from "./note.js";

/** What PKCS #8 puts before the 32 bytes of an Ed25519 key (RFC 8410 §7). */
const BEFORE_SEED = fromHex("302e020100300506032b657004220420");
const KEY_FILE = /^[0-9a-f]{64}$/;
const NAME = /^[^+\s]+$/;

/** The text of a new key file, as the command makes it. */
export function newKey(crypto = globalThis.crypto) {
  return `${hex(crypto.getRandomValues(new Uint8Array(32)))}\n`;
}

/** {name, kind, key, id, line, sign} of a witness. Throws Refused: w_name, w_key, or w_unsupported. */
export async function witnessOf(name, keyFile, crypto = globalThis.crypto) {
  if (!NAME.test(name)) throw new Refused("w_name");
  const digits = textOf(keyFile).trim().toLowerCase();
  if (!KEY_FILE.test(digits)) throw new Refused("w_key");
  const secret = concat(BEFORE_SEED, fromHex(digits));
  let held;
  let told;
  try {
    held = await crypto.subtle.importKey("pkcs8", secret, { name: "Ed25519" }, true, ["sign"]);
    told = await crypto.subtle.exportKey("jwk", held);
  } catch {
    throw new Refused("w_unsupported");
  } finally {
    secret.fill(0);
  }
  const key = decode64(`${told.x.replaceAll("-", "+").replaceAll("_", "/")}=`);
  const id = keyId(name, WITNESS, key);
  const sign = async (message) => new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, held, message));
  const line = `${name}+${hex(id)}+${encode64(concat(Uint8Array.of(WITNESS), key))}`;
  return { name, kind: WITNESS, key, id: hex(id), line, sign };
}

/** The checkpoint in hand to cosign, as {note, checkpoint}. `first`: this witness says it never cosigned before.
 *  Throws Refused: w_nothing, w_bad, w_last, w_not_first, w_proof. */
export async function toCosign(files, keys, witness, first) {
  const found = await gathered(files, keys);
  if (!found.keys.some(({ kind }) => kind === LEDGER) || !found.accepted.size) throw new Refused("w_nothing");
  if (verdict(await judge(files, keys))[0] === "bad") throw new Refused("w_bad");
  const accepted = [...found.notes, ...found.consistencies].filter(({ note }) => found.accepted.has(note.whole));
  const own = [];
  for (const one of accepted) if (await bears(one.note, witness)) own.push(one);
  if (first) {
    if (own.length) throw new Refused("w_not_first");
    return newest(accepted);
  }
  if (!own.length) throw new Refused("w_last");
  const last = newest(own).checkpoint;
  // That each of them continues what is in hand, the verdict above says.
  const next = found.consistencies.filter(({ old, note }) => old === last.size && found.accepted.has(note.whole));
  if (!next.length) throw new Refused("w_proof");
  return newest(next);
}

function newest(found) {
  return found.reduce((one, other) => (other.checkpoint.size > one.checkpoint.size ? other : one));
}

/** Whether the witness cosigned the note; a cosignature in its name that fails throws. */
async function bears(note, witness) {
  try {
    return (await verifyNote(note, [witness])).length > 0;
  } catch (error) {
    if (error.code === "key_unknown") return false;
    throw new Refused("w_bad");
  }
}

/** The whole note with the witness's cosignature of `seconds` (POSIX time) under it. */
export async function withCosignature(note, witness, seconds) {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  const signature = await witness.sign(cosigned(note.text, seconds));
  return `${note.whole}\u2014 ${witness.name} ${encode64(concat(fromHex(witness.id), time, signature))}\n`;
}
