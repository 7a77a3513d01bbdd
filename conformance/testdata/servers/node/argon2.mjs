// Argon2id (RFC 9106), of which node:crypto has only the BLAKE2b of 64 bytes.
// A block of 1 KiB is 256 words of 32 bits; a 64-bit number is two of them, the
// low one first.

import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { blake2b } from './blake2b.mjs';

const WORDS = 256;
const SLICES = 4;
const BLOCKS_WITHOUT_PAUSE = 64;

/**
 * Returns the Argon2id tag of a password. `memory` is in KiB. The computation
 * lets other work run in between (CONN-4).
 */
export async function argon2id(password, salt, { memory, passes, lanes, tagLength }) {
  const segment = Math.floor(memory / (SLICES * lanes));
  const columns = segment * SLICES;
  const blocks = new Uint32Array(columns * lanes * WORDS);
  const seed = seedOf(password, salt, { memory, passes, lanes, tagLength });
  for (let lane = 0; lane < lanes; lane++) {
    for (let column = 0; column < 2; column++) {
      const first = longHash(Buffer.concat([seed, word(column), word(lane)]), 1024);
      for (let i = 0; i < WORDS; i++) blocks[(lane * columns + column) * WORDS + i] = first.readUInt32LE(4 * i);
    }
  }
  const shape = { memory: columns * lanes, passes, lanes, segment, columns };
  let count = 0;
  for (let pass = 0; pass < passes; pass++) {
    for (let slice = 0; slice < SLICES; slice++) {
      for (let lane = 0; lane < lanes; lane++) {
        for (const step of segmentSteps(blocks, shape, pass, slice, lane)) {
          step();
          if (++count % BLOCKS_WITHOUT_PAUSE === 0) await setImmediate();
        }
      }
    }
  }
  const last = Buffer.alloc(4 * WORDS);
  for (let i = 0; i < WORDS; i++) {
    let sum = 0;
    for (let lane = 0; lane < lanes; lane++) sum ^= blocks[((lane + 1) * columns - 1) * WORDS + i];
    last.writeUInt32LE(sum >>> 0, 4 * i);
  }
  return longHash(last, tagLength);
}

function seedOf(password, salt, { memory, passes, lanes, tagLength }) {
  const parts = [word(lanes), word(tagLength), word(memory), word(passes), word(0x13), word(2)];
  for (const text of [password, salt, Buffer.alloc(0), Buffer.alloc(0)]) parts.push(word(text.length), text);
  return createHash('blake2b512').update(Buffer.concat(parts)).digest();
}

function word(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

/** The hash H' of RFC 9106, section 3.3. */
function longHash(input, length) {
  const start = Buffer.concat([word(length), input]);
  if (length <= 64) return blake2b(start, length);
  const parts = [];
  let rest = length;
  let hash = createHash('blake2b512').update(start).digest();
  while (rest > 64) {
    parts.push(hash.subarray(0, 32));
    rest -= 32;
    hash = rest > 64 ? createHash('blake2b512').update(hash).digest() : blake2b(hash, rest);
  }
  return Buffer.concat([...parts, hash]);
}

/** Yields, for each block of a segment, the function that fills it. */
function* segmentSteps(blocks, shape, pass, slice, lane) {
  const { lanes, segment, columns } = shape;
  const independent = pass === 0 && slice < 2;
  const addresses = independent ? addressesOf(shape, pass, slice, lane) : null;
  for (let index = pass === 0 && slice === 0 ? 2 : 0; index < segment; index++) {
    const column = slice * segment + index;
    const current = (lane * columns + column) * WORDS;
    const previous = (lane * columns + (column + columns - 1) % columns) * WORDS;
    const low = independent ? addresses[2 * index] : blocks[previous];
    const high = independent ? addresses[2 * index + 1] : blocks[previous + 1];
    const otherLane = pass === 0 && slice === 0 ? lane : high % lanes;
    const otherColumn = referenceColumn(shape, pass, slice, index, low, otherLane === lane);
    const reference = (otherLane * columns + otherColumn) * WORDS;
    yield () => compress(blocks, previous, blocks, reference, blocks, current, pass > 0);
  }
}

/** Returns the pseudo-random words of a segment whose references do not depend on the password. */
function addressesOf(shape, pass, slice, lane) {
  const zero = new Uint32Array(WORDS);
  const input = new Uint32Array(WORDS);
  [pass, lane, slice, shape.memory, shape.passes, 2].forEach((value, i) => { input[2 * i] = value; });
  const found = new Uint32Array(Math.ceil(shape.segment / 128) * WORDS);
  for (let at = 0; at < found.length; at += WORDS) {
    input[12]++;
    const once = new Uint32Array(WORDS);
    compress(zero, 0, input, 0, once, 0, false);
    compress(zero, 0, once, 0, found, at, false);
  }
  return found;
}

/** RFC 9106, section 3.4.2: maps 32 pseudo-random bits to a column. */
function referenceColumn({ segment, columns }, pass, slice, index, random, sameLane) {
  const finished = pass === 0 ? slice * segment : columns - segment;
  let area = finished;
  if (sameLane) area += index - 1;
  else if (index === 0) area -= 1;
  const start = pass === 0 ? 0 : ((slice + 1) % SLICES) * segment;
  const x = (BigInt(random) * BigInt(random)) >> 32n;
  const y = Number((BigInt(area) * x) >> 32n);
  return (start + area - 1 - y) % columns;
}

const mixed = new Uint32Array(WORDS);

/** The compression function G of RFC 9106. It adds to the block there if `overlay`. */
function compress(left, leftAt, right, rightAt, out, outAt, overlay) {
  for (let i = 0; i < WORDS; i++) mixed[i] = left[leftAt + i] ^ right[rightAt + i];
  for (let i = 0; i < WORDS; i++) out[outAt + i] = mixed[i] ^ (overlay ? out[outAt + i] : 0);
  for (let row = 0; row < 8; row++) permute(32 * row, 4, 2);
  for (let column = 0; column < 8; column++) permute(4 * column, 32, 2);
  for (let i = 0; i < WORDS; i++) out[outAt + i] ^= mixed[i];
}

/** The permutation P on eight pairs of 64-bit numbers, `stride` words apart. */
function permute(start, stride, half) {
  const v = (i) => start + (i >> 1) * stride + (i & 1) * half;
  for (let i = 0; i < 4; i++) quarter(v(i), v(4 + i), v(8 + i), v(12 + i));
  for (let i = 0; i < 4; i++) quarter(v(i), v(4 + (i + 1) % 4), v(8 + (i + 2) % 4), v(12 + (i + 3) % 4));
}

function quarter(a, b, c, d) {
  multiplyAdd(a, b); rotate(d, a, 32);
  multiplyAdd(c, d); rotate(b, c, 24);
  multiplyAdd(a, b); rotate(d, a, 16);
  multiplyAdd(c, d); rotate(b, c, 63);
}

/** a += b + 2 · low(a) · low(b), modulo 2^64. */
function multiplyAdd(a, b) {
  const x = mixed[a];
  const y = mixed[b];
  const x0 = x & 0xffff, x1 = x >>> 16, y0 = y & 0xffff, y1 = y >>> 16;
  const middle = x1 * y0 + ((x0 * y0) >>> 16);
  const productHigh = x1 * y1 + Math.floor(middle / 65536) + Math.floor(((middle & 0xffff) + x0 * y1) / 65536);
  const productLow = Math.imul(x, y) >>> 0;
  const low = x + y + 2 * productLow;
  mixed[a] = low;
  mixed[a + 1] = mixed[a + 1] + mixed[b + 1] + 2 * productHigh + Math.floor(low / 4294967296);
}

/** a = (a ^ b) rotated right by `bits`. */
function rotate(a, b, bits) {
  const low = mixed[a] ^ mixed[b];
  const high = mixed[a + 1] ^ mixed[b + 1];
  if (bits === 32) {
    mixed[a] = high;
    mixed[a + 1] = low;
  } else if (bits === 63) {
    mixed[a] = (low << 1) | (high >>> 31);
    mixed[a + 1] = (high << 1) | (low >>> 31);
  } else {
    mixed[a] = (low >>> bits) | (high << (32 - bits));
    mixed[a + 1] = (high >>> bits) | (low << (32 - bits));
  }
}
