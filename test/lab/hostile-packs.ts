// Packs that no git would make: written byte by byte (gitformat-pack), with every checksum right.
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** One entry: a whole object, or a delta against the entry at that place of the list. */
export type PackEntry =
  | { readonly type: 'commit' | 'tree' | 'blob' | 'tag'; readonly content: Buffer }
  | { readonly base: number; readonly delta: Buffer };

const TYPES = { commit: 1, tree: 2, blob: 3, tag: 4 };
const OFS_DELTA = 6;

/** A pack of these entries, for repositories with SHA-1. */
export function packOf(entries: readonly PackEntry[]): Buffer {
  const head = Buffer.alloc(12);
  head.write('PACK');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(entries.length, 8);
  const chunks = [head];
  const offsets: number[] = [];
  let at = head.length;
  for (const entry of entries) {
    offsets.push(at);
    const isDelta = 'base' in entry;
    const bytes = isDelta ? entry.delta : entry.content;
    const back = isDelta ? distance(at - (offsets[entry.base] ?? 0)) : Buffer.alloc(0);
    const type = isDelta ? OFS_DELTA : TYPES[entry.type];
    const whole = Buffer.concat([entryHead(type, bytes.length), back, deflateSync(bytes)]);
    chunks.push(whole);
    at += whole.length;
  }
  const pack = Buffer.concat(chunks);
  return Buffer.concat([pack, createHash('sha1').update(pack).digest()]);
}

/** A delta that makes an object of so many bytes, by copying all of its base again and again. */
export function repeatingDelta(baseSize: number, size: number): Buffer {
  const copies: Buffer[] = [];
  for (let left = size; left > 0; left -= baseSize) copies.push(copyOf(Math.min(left, baseSize)));
  return Buffer.concat([numberOf(baseSize), numberOf(size), ...copies]);
}

/** The id of an object, as bytes. */
export function idOf(type: string, content: Buffer): Buffer {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest();
}

/** A commit of the tree, with more lines in its header and a message. */
export function commitOf(tree: Buffer, message: Buffer | string = 'm\n', more = ''): Buffer {
  const by = 'a <a@example.com> 1700000000 +0000';
  const header = `tree ${tree.toString('hex')}\nauthor ${by}\ncommitter ${by}\n${more}\n`;
  return Buffer.concat([Buffer.from(header), Buffer.from(message)]);
}

function entryHead(type: number, size: number): Buffer {
  const first = (type << 4) | (size & 15);
  const rest = Math.floor(size / 16);
  return rest === 0 ? Buffer.from([first]) : Buffer.concat([Buffer.from([first | 128]), numberOf(rest)]);
}

/** Seven bits a byte, the lowest first. */
function numberOf(value: number): Buffer {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.push(rest % 128);
  return Buffer.from(bytes.map((byte, index) => (index < bytes.length - 1 ? byte | 128 : byte)));
}

/** Seven bits a byte, the highest first, each byte but the last counted from one. */
function distance(value: number): Buffer {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest -= 1;
    bytes.unshift(128 | (rest % 128));
  }
  return Buffer.from(bytes);
}

/** The command to copy the first `size` bytes of the base. */
function copyOf(size: number): Buffer {
  const bytes = [size & 255, (size >> 8) & 255, (size >> 16) & 255];
  const flags = bytes.reduce((sum, byte, index) => (byte === 0 ? sum : sum | (16 << index)), 128);
  return Buffer.from([flags, ...bytes.filter((byte) => byte !== 0)]);
}
