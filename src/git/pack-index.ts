// Pack indexes (gitformat-pack, version 2): which objects a pack holds, answered without the pack.
import { BackupError } from '../domain/errors.ts';

const MAGIC = Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);
const FANOUT = 256 * 4;

/** Hex ids in the form and the order that `subtractIndexed` takes them in. */
export function sortedIds(ids: Iterable<string>): Buffer[] {
  return [...ids].toSorted().map((id) => Buffer.from(id, 'hex'));
}

/**
 * Gives those of the sorted ids that the index does not name, sorted too, reading the index once from beginning to end in
 * any number of chunks. Memory does not grow with the index. The caller checks the digest of what it streams.
 *
 * @throws `corrupt` where the stream is no index of version 2 for this object format.
 */
export async function subtractIndexed(
  index: AsyncIterable<Buffer>,
  objectFormat: 'sha1' | 'sha256',
  sorted: readonly Buffer[],
): Promise<Buffer[]> {
  const width = objectFormat === 'sha1' ? 20 : 32;
  const left: Buffer[] = [];
  const start = MAGIC.length + FANOUT;
  let count: number | undefined;
  let seen = 0;
  let next = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of index) {
    // Behind the ids come checksums and offsets: read on for the caller's digest, but look no more.
    if (count !== undefined && seen === count) continue;
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    if (count === undefined) {
      rest = data;
      if (data.length < start) continue;
      count = objectCount(data);
      data = data.subarray(start);
    }
    const here = Math.min(Math.floor(data.length / width), count - seen);
    next = subtractTable(data.subarray(0, here * width), width, sorted, next, left);
    seen += here;
    rest = data.subarray(here * width);
  }
  if (count === undefined || seen < count) throw new BackupError('corrupt', 'a pack index ends too early');
  return [...left, ...sorted.slice(next)];
}

function objectCount(data: Buffer): number {
  if (!data.subarray(0, MAGIC.length).equals(MAGIC)) throw new BackupError('corrupt', 'not a pack index of version 2');
  return data.readUInt32BE(MAGIC.length + FANOUT - 4);
}

/**
 * One piece of the sorted table against the sorted ids from `next` on, with those that it proves absent added to `left`;
 * gives the first id that the next piece may hold.
 */
function subtractTable(table: Buffer, width: number, sorted: readonly Buffer[], next: number, left: Buffer[]): number {
  const rows = table.length / width;
  if (rows === 0) return next;
  let low = 0;
  let at = next;
  for (; at < sorted.length; at += 1) {
    const id = sorted[at] as Buffer;
    low = lowerBound(table, width, low, rows, id);
    if (low === rows) break;
    if (id.compare(table, low * width, (low + 1) * width) !== 0) left.push(id);
  }
  return at;
}

function lowerBound(table: Buffer, width: number, from: number, to: number, id: Buffer): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (id.compare(table, middle * width, (middle + 1) * width) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
