// The code printed on every document, PHR1:<form>:<record>:<digest in base32>, read back (docs/ledger.md 3.5).

import { Refused } from "./bytes.js";

const CODE = /^PHR1:([A-Z0-9-]{1,20}):([^:\x00-\x20]{1,60}):([A-Z2-7]{52})$/;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const DIGEST_BITS = 256n;

/** Whether a text wants to be such a code, readable or not. */
export function isCode(text) {
  return text.trim().toUpperCase().startsWith("PHR1:");
}

/** {form, record, digest} of the code a scanner gave; small letters are forgiven. Throws Refused for a damaged one. */
export function readCode(text) {
  const found = CODE.exec(text.trim().toUpperCase());
  if (!found) throw new Refused("unreadable");
  const [, form, record, packed] = found;
  const bits = [...packed].reduce((sum, letter) => (sum << 5n) | BigInt(LETTERS.indexOf(letter)), 0n);
  const spare = BigInt(packed.length * 5) - DIGEST_BITS;
  // 52 letters hold four bits more than a digest: another spelling of the same digest was not printed here.
  if (bits & ((1n << spare) - 1n)) throw new Refused("unreadable");
  return { form, record, digest: (bits >> spare).toString(16).padStart(64, "0") };
}
