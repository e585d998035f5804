import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { decode64, fromHex, hex, utf8 } from "../../../../assets/verify/bytes.js";
import { verifyEd25519, verifySlowly } from "../../../../assets/verify/ed25519.js";
import { filled, moment } from "../../../../assets/verify/page.js";
import { sha256, sha512 } from "../../../../assets/verify/sha.js";

// RFC 8032 §7.1: public key, message, signature.
const SIGNED = [
  [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
];

test("hashes are those of another implementation, at every length around a block", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 1000]) {
    const bytes = Uint8Array.from({ length }, (_unused, place) => (place * 31) & 255);
    assert.equal(hex(sha256(bytes)), createHash("sha256").update(bytes).digest("hex"));
    assert.equal(hex(sha512(bytes)), createHash("sha512").update(bytes).digest("hex"));
  }
});

for (const [place, [key, message, signature]] of SIGNED.entries()) {
  test(`published signature ${place + 1} holds with and without the browser's own arithmetic`, async () => {
    const [k, m, s] = [key, message, signature].map(fromHex);
    assert.equal(verifySlowly(k, s, m), true);
    assert.equal(await verifyEd25519(k, s, m), true);
    assert.equal(await verifyEd25519(k, s, m, {}), true);
    for (const at of [0, 31, 32, 63]) {
      const bent = Uint8Array.from(s);
      bent[at] ^= 1;
      assert.equal(verifySlowly(k, bent, m), false);
      assert.equal(await verifyEd25519(k, bent, m), false);
    }
    assert.equal(verifySlowly(k, s, utf8("another message")), false);
  });
}

test("a signature with a second spelling is none", () => {
  const [key, message, signature] = SIGNED[0].map(fromHex);
  const order = (1n << 252n) + 27742317777372353535851937790883648493n;
  let s = signature.slice(32).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n) + order;
  const bent = Uint8Array.from(signature, (byte, place) => {
    if (place < 32) return byte;
    const low = Number(s & 255n);
    s >>= 8n;
    return low;
  });
  assert.equal(verifySlowly(key, bent, message), false);
});

test("keys and signatures of another length are refused", async () => {
  assert.equal(await verifyEd25519(new Uint8Array(31), new Uint8Array(64), new Uint8Array()), false);
  assert.equal(await verifyEd25519(new Uint8Array(32), new Uint8Array(63), new Uint8Array()), false);
});

test("base64 has one spelling", () => {
  assert.deepEqual(decode64("AA=="), Uint8Array.of(0));
  for (const text of ["AB==", "AA=", "AA", "AA==\n", "A A=", "AA-_"]) assert.throws(() => decode64(text));
});

test("sentences are filled, and times are those of Baku", () => {
  assert.equal(filled("%(a)s of %(b)s", { a: "1" }), "1 of %(b)s");
  assert.equal(moment(Date.UTC(2026, 2, 11, 20, 5), "?"), "12.03.2026 00:05");
  assert.equal(moment(NaN, "?"), "?");
});
