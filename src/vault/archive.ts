// The archive: a plain tar file whose members can be read by range, laid out before a byte is written.
import { createHash } from 'node:crypto';
import { Header } from 'tar/header';
import { Pax } from 'tar/pax';
import type { Archive, Member } from '../domain/manifest.ts';
import type { Body } from '../stores/store.ts';

/** A file to put into an archive. `open` may be called again for another attempt. */
export type NewMember = { name: string; size: number; open: () => AsyncIterable<Buffer> };

/** An archive that can be stored. `describe` tells what the last complete reading of the body held. */
export type NewArchive = { body: Body; describe: (sha256: string) => Archive };

// POSIX.1-1988 (ustar): blocks of 512 bytes, and two empty ones at the end.
const BLOCK = 512;

/** Lays out an archive. Nothing is read before the body is opened, and nothing is held in memory. */
export function layOutArchive(name: string, members: readonly NewMember[], mtime: Date): NewArchive {
  const placed = members.map((member) => ({ member, head: memberHeader(member, mtime), offset: 0, sha256: '' }));
  let size = 0;
  for (const entry of placed) {
    entry.offset = size + entry.head.length;
    size = entry.offset + padded(entry.member.size);
  }
  size += 2 * BLOCK;

  async function* open(): AsyncGenerator<Buffer, void, undefined> {
    for (const entry of placed) {
      yield entry.head;
      const hash = createHash('sha256');
      let written = 0;
      for await (const chunk of entry.member.open()) {
        hash.update(chunk);
        written += chunk.length;
        yield chunk;
      }
      if (written !== entry.member.size)
        throw new Error(`${entry.member.name} has ${written} bytes instead of ${entry.member.size}`);
      entry.sha256 = hash.digest('hex');
      yield Buffer.alloc(padded(written) - written);
    }
    yield Buffer.alloc(2 * BLOCK);
  }

  const describeMember = ({ member, offset, sha256 }: (typeof placed)[number]): Member => ({
    name: member.name,
    offset,
    size: member.size,
    sha256,
  });
  return { body: { size, open }, describe: (sha256) => ({ name, size, sha256, members: placed.map(describeMember) }) };
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function memberHeader({ name, size }: NewMember, mtime: Date): Buffer {
  const fields = { path: name, mode: 0o644, uid: 0, gid: 0, size, mtime, type: 'File' as const };
  const header = new Header(fields);
  // Long names and the like do not fit: a record in front of the header holds what it cannot. (A name of exactly 100
  // characters fits, but comes out of this header as `./name`.)
  const needsPax = header.encode() || Buffer.byteLength(name) > 99;
  const block = header.block ?? Buffer.alloc(0);
  return needsPax ? Buffer.concat([new Pax(fields).encode(), block]) : block;
}
