// Damage to a store on disk: bits that flip, files that are cut or lost, and snapshots that somebody wrote anew on purpose.
import { createHash } from 'node:crypto';
import { cp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMember, type Manifest } from '../../src/domain/manifest.ts';
import { parseManifest } from '../../src/domain/manifest-text.ts';
import { addDigest } from '../../src/domain/manifest-digest.ts';
import { BUNDLE, INDEX } from '../../src/domain/names.ts';
import { layOutArchive } from '../../src/vault/archive.ts';
import { bodyOf } from '../../src/vault/save.ts';

export const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A store on disk that a test may damage. */
export type DamagedStore = {
  root: string;
  /** Names of its snapshots, oldest first. */
  names: string[];
  /** The path of a file of a snapshot: `.tar` or `.json`. */
  file: (name: string, ending: string) => string;
  manifest: (name: string) => Promise<Manifest>;
  /** Flips one bit of a file, at an offset from its beginning or (negative) its end. */
  flip: (file: string, offset: number, bit?: number) => Promise<void>;
  /** Cuts a file, or makes it longer by zeros, to so many bytes more or less. */
  resize: (file: string, by: number) => Promise<void>;
  remove: (file: string) => Promise<void>;
  /** Writes a snapshot anew, with every size, offset and digest right again, as an enemy or a bug would have. */
  forge: (name: string, change: (parts: Parts) => void) => Promise<void>;
  /** Changes the text of a manifest as if it had been written so: its digest fits. */
  rewrite: (name: string, change: (text: string) => string) => Promise<void>;
};

/** The contents of an archive by member, and the rest of its manifest. Both may be changed. */
export type Parts = { members: Map<string, Buffer>; manifest: Manifest };

/** Copies a store, to be damaged; of one repository's snapshots. */
export async function copyStore(from: string, to: string, repository = 'acme/app'): Promise<DamagedStore> {
  await cp(from, to, { recursive: true });
  const folder = join(to, repository);
  const files = await readdir(folder);
  const file: DamagedStore['file'] = (name, ending) => join(folder, `${name}${ending}`);
  const manifest: DamagedStore['manifest'] = async (name) =>
    parseManifest(await readFile(file(name, '.json'), 'utf8'), name);
  return {
    root: to,
    names: files
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -5))
      .toSorted(),
    file,
    manifest,
    flip,
    async resize(path, by) {
      await truncate(path, (await readFile(path)).length + by);
    },
    remove: (path) => rm(path),
    async forge(name, change) {
      const parts = await partsOf(await readFile(file(name, '.tar')), await manifest(name));
      change(parts);
      await writeFile(file(name, '.tar'), await rebuilt(name, parts));
      await writeFile(file(name, '.json'), JSON.stringify(parts.manifest));
    },
    async rewrite(name, change) {
      const text = await readFile(file(name, '.json'), 'utf8');
      const changed = change(text);
      if (changed === text) throw new Error(`nothing was changed in the manifest of ${name}`);
      await writeFile(file(name, '.json'), addDigest(changed.replace(/,\n {2}"manifest_sha256": .*/, '')));
    },
  };
}

async function flip(file: string, offset: number, bit = 0): Promise<void> {
  await using handle = await open(file, 'r+');
  const at = offset < 0 ? (await handle.stat()).size + offset : offset;
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ (1 << bit);
  await handle.write(byte, 0, 1, at);
}

async function partsOf(archive: Buffer, manifest: Manifest): Promise<Parts> {
  const members = new Map<string, Buffer>();
  for (const { name } of manifest.archives[0]?.members ?? []) {
    const { offset = 0, size = 0 } = findMember(manifest, name)?.member ?? {};
    members.set(name, archive.subarray(offset, offset + size));
  }
  return { members, manifest };
}

async function rebuilt(name: string, { members, manifest }: Parts): Promise<Buffer> {
  const laidOut = layOutArchive(
    `${name}.tar`,
    [...members].map(([member, bytes]) => ({ name: member, ...bodyOf(bytes) })),
    new Date(manifest.timestamp),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of laidOut.body.open()) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  manifest.archives = [laidOut.describe(digestOf(bytes))];
  const own = manifest.git.chain.find(({ snapshot }) => snapshot === name);
  const bundle = findMember(manifest, BUNDLE)?.member;
  const index = findMember(manifest, INDEX)?.member;
  if (own && bundle) own.pack.offset = bundle.offset + bundle.size - own.pack.size;
  if (own) own.index = index ? { offset: index.offset, size: index.size, sha256: index.sha256 } : null;
  return bytes;
}
