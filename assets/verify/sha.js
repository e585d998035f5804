// SHA-256 and SHA-512 (FIPS 180-4). In script, because a tree is hashed leaf by leaf and waiting for each promise of
// WebCrypto would cost more than the hash; and so that an old browser answers too.

function primes(count) {
  const found = [];
  for (let n = 2; found.length < count; n += 1) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

/** The first `bits` bits of the fractional part of the `degree`-th root of `n`: where the constants come from. */
function fraction(n, degree, bits) {
  const scaled = BigInt(n) << BigInt(bits * degree);
  let low = 0n;
  let high = 1n << BigInt(bits + 10);
  while (low + 1n < high) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= scaled) low = middle;
    else high = middle;
  }
  return low & ((1n << BigInt(bits)) - 1n);
}

const K256 = Uint32Array.from(primes(64), (prime) => Number(fraction(prime, 3, 32)));
const H256 = Uint32Array.from(primes(8), (prime) => Number(fraction(prime, 2, 32)));
const K512 = primes(80).map((prime) => fraction(prime, 3, 64));
const H512 = primes(8).map((prime) => fraction(prime, 2, 64));
const SCHEDULE = new Uint32Array(64);

function padded(bytes, block) {
  const tail = block === 64 ? 9 : 17;
  const whole = new Uint8Array(Math.ceil((bytes.length + tail) / block) * block);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(whole.length - 4, (bytes.length << 3) >>> 0);
  return view;
}

export function sha256(bytes) {
  const view = padded(bytes, 64);
  const state = Uint32Array.from(H256);
  const w = SCHEDULE;
  for (let start = 0; start < view.byteLength; start += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(start + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, place) => {
      state[place] += value;
    });
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((value, place) => out.setUint32(4 * place, value));
  return new Uint8Array(out.buffer);
}

const MASK = (1n << 64n) - 1n;

function turned(x, by) {
  return ((x >> BigInt(by)) | (x << BigInt(64 - by))) & MASK;
}

/** For the Ed25519 of browsers that have none: short messages, so that plain big integers will do. */
export function sha512(bytes) {
  const view = padded(bytes, 128);
  const state = [...H512];
  for (let start = 0; start < view.byteLength; start += 128) {
    const w = Array.from({ length: 16 }, (_unused, i) => view.getBigUint64(start + 8 * i));
    for (let i = 16; i < 80; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = turned(x, 1) ^ turned(x, 8) ^ (x >> 7n);
      const s1 = turned(y, 19) ^ turned(y, 61) ^ (y >> 6n);
      w.push((w[i - 16] + s0 + w[i - 7] + s1) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i += 1) {
      const s1 = turned(e, 14) ^ turned(e, 18) ^ turned(e, 41);
      const t1 = (h + s1 + ((e & f) ^ (~e & MASK & g)) + K512[i] + w[i]) & MASK;
      const s0 = turned(a, 28) ^ turned(a, 34) ^ turned(a, 39);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) & MASK;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
    }
    [a, b, c, d, e, f, g, h].forEach((value, place) => {
      state[place] = (state[place] + value) & MASK;
    });
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((value, place) => out.setBigUint64(8 * place, value));
  return new Uint8Array(out.buffer);
}
