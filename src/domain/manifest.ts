// The manifest, version 1: the JSON that describes a snapshot and whose existence makes it one.
import * as z from 'zod/mini';
import { contradictions } from './contradictions.ts';
import { BackupError } from './errors.ts';
import { addDigest } from './manifest-digest.ts';
import { isRepositoryName, isSafeSegment, snapshotInstant } from './names.ts';
import { sealed, type Sealed } from './sealed.ts';

// A run parses a few manifests: to compile their schema takes longer than that, and thousands are read as fast without.
z.config({ ...z.locales.en(), jitless: true });

/** The version of the manifest that this program writes and the only one that it reads. */
export const MANIFEST_FORMAT = 1;

/** A manifest larger than this many bytes is refused unread: ours stay below 100 KB. */
export const MANIFEST_LIMIT = 16 * 1024 * 1024;

const bytes = z.int().check(z.nonnegative(), z.describe('Size in bytes'));
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/), z.describe('SHA-256, lower-case hex'));
const objectId = z.string().check(z.regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/), z.describe('A git object id'));
const instant = z.iso.datetime().check(z.describe('An instant in UTC, ISO 8601'));
const snapshot = z.string().check(
  z.regex(/^snapshot-\d{8}-\d{6}$/),
  z.refine((name) => snapshotInstant(name) !== undefined, 'is not a real date'),
  z.describe('The name of a snapshot: its UTC instant'),
);

const offset = z.int().check(z.nonnegative(), z.describe('Where the bytes start in the archive, in bytes'));

const member = z.object({
  name: z.string().check(
    z.maxLength(4096),
    z.refine(
      (name) => name.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
      'is not a safe path',
    ),
  ),
  offset,
  size: bytes,
  sha256,
});

const archive = z.object({
  name: z.string().check(z.refine(isSafeSegment, 'is not a safe name'), z.describe('File beside the manifest')),
  size: bytes,
  sha256,
  members: z.array(member),
});

const link = z.object({
  snapshot: snapshot.check(z.describe('The snapshot whose archive, <snapshot>.tar, holds the bundle')),
  pack: z
    .object({ offset, size: bytes, sha256, objects: z.int().check(z.positive()) })
    .check(z.describe('The pack behind the header of the bundle')),
  index: z
    .nullable(z.object({ offset, size: bytes, sha256 }))
    .check(z.describe('The kept index of the pack, null where there is none')),
});

const git = z.object({
  object_format: z.enum(['sha1', 'sha256']),
  head: z
    .nullable(z.string())
    .check(z.describe('What HEAD is: a ref name, an object id where it is detached, null where there is none')),
  refs: z
    .object({ count: z.int().check(z.nonnegative()), sha256 })
    .check(
      z.describe(
        'All refs: how many, and the digest of refs.gz unpacked. Outside of a seal the digest covers HEAD too, so that it tells every change and no name',
      ),
    ),
  chain: z.array(link).check(z.describe('Every bundle that this snapshot needs, oldest first')),
  proven: z
    .enum(['connectivity', 'links', 'boundary'])
    .check(
      z.describe(
        'How completeness was proven: every link inside one full pack; every link into the indexes of the chain; only the commits at the boundary',
      ),
    ),
  capabilities: z
    .array(z.string().check(z.maxLength(1000)))
    .check(z.maxLength(100), z.describe("The server's protocol v2 capabilities, remembered for the next run")),
  tips: z
    .optional(z.array(objectId))
    .check(
      z.describe('With a sealed snapshot only: the tips that it adds to its chain, for the next increment to build on'),
    ),
});

/** True where a manifest has room for these capabilities. Without them the next run asks again, which costs one request. */
export function rememberable(capabilities: readonly string[]): boolean {
  return git.shape.capabilities.safeParse(capabilities).success;
}

/** The schema of manifest version 1. Unknown fields are kept out of the result but are no error. */
const manifestSchema = z
  .object({
    timestamp: instant,
    snapshot_name: snapshot,
    source: z.string().check(z.describe('Address of the repository, without credentials')),
    commit_hash: z.nullable(objectId).check(z.describe('The commit that HEAD points to')),
    commit_date: z.nullable(instant).check(z.describe('Its committer date in UTC')),
    commit_message: z.nullable(z.string()),
    format: z.literal(MANIFEST_FORMAT),
    type: z.enum(['full', 'incremental', 'differential']),
    repository: z.object({
      id: z
        .nullable(z.int().check(z.positive()))
        .check(z.describe("GitHub's id, which a rename does not change; null elsewhere")),
      full_name: z.string().check(z.refine(isRepositoryName, 'is not owner/name')),
      default_branch: z.nullable(z.string()),
      visibility: z.nullable(z.enum(['public', 'private', 'internal'])),
    }),
    git,
    sources: z.record(z.string(), z.enum(['ok', 'unchanged', 'empty', 'disabled', 'denied', 'failed'])),
    archives: z.array(archive).check(z.minLength(1)),
    created_by: z.object({ name: z.string(), version: z.string(), run_url: z.nullable(z.string()) }),
    sealed: z.optional(sealed),
  })
  .check(({ value, issues }) => {
    for (const message of contradictions(value)) issues.push({ code: 'custom', message, input: value });
  });

/** The schema of a manifest as it is stored. */
export const storedManifestSchema = z.safeExtend(manifestSchema, {
  manifest_sha256: z
    .optional(sha256)
    .check(z.describe('The last field: SHA-256 over the file without the line of this field, lower-case hex')),
});

/** A snapshot's description. Sizes are bytes, times UTC, digests SHA-256 in lower-case hex. */
export type Manifest = {
  timestamp: string;
  snapshot_name: string;
  source: string;
  commit_hash: string | null;
  commit_date: string | null;
  commit_message: string | null;
  format: typeof MANIFEST_FORMAT;
  type: SnapshotType;
  repository: {
    id: number | null;
    full_name: string;
    default_branch: string | null;
    visibility: 'public' | 'private' | 'internal' | null;
  };
  git: GitState;
  sources: Record<string, SourceStatus>;
  archives: Archive[];
  created_by: { name: string; version: string; run_url: string | null };
  /** Its presence makes this the readable half of a sealed manifest. */
  sealed?: Sealed | undefined;
};
export type SnapshotType = 'full' | 'incremental' | 'differential';
export type SourceStatus = 'ok' | 'unchanged' | 'empty' | 'disabled' | 'denied' | 'failed';
export type Proof = 'connectivity' | 'links' | 'boundary';
export type Member = { name: string; offset: number; size: number; sha256: string };
export type Archive = { name: string; size: number; sha256: string; members: Member[] };
export type PackFacts = { size: number; sha256: string; objects: number };
/** Bytes inside of an archive. */
export type Slice = { offset: number; size: number; sha256: string };
/** One bundle of a chain, with all that is needed to read it: a restore opens one manifest and chases no other. */
export type ChainLink = { snapshot: string; pack: Slice & { objects: number }; index: Slice | null };
export type GitState = {
  object_format: 'sha1' | 'sha256';
  head: string | null;
  refs: { count: number; sha256: string };
  chain: ChainLink[];
  proven: Proof;
  capabilities: string[];
  tips?: string[] | undefined;
};

/** The size in bytes that an archive must have at least to hold a bundle's pack and index. */
export function linkEnd({ pack, index }: ChainLink): number {
  return Math.max(pack.offset + pack.size, index ? index.offset + index.size : 0);
}

/**
 * The manifest as it is stored: indented JSON in the order of the schema, a digest over all of it, one trailing newline.
 * Throws on a manifest that would be refused when read.
 */
export function serialiseManifest(manifest: Manifest): string {
  return addDigest(`${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`);
}

/**
 * Reads a stored manifest; whether its digest fits is another question. `where` names it in errors.
 *
 * @throws `unsupported` for a format of a newer version, `corrupt` for anything else that is not a manifest.
 */
export function parseManifest(text: string, where: string): Manifest {
  const json = parseJson(text, where);
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  if (Number.isInteger(format) && Number(format) > MANIFEST_FORMAT) {
    throw new BackupError(
      'unsupported',
      `${where} has manifest format ${String(format)}; this version reads format ${MANIFEST_FORMAT}`,
      {
        hint: 'Use a newer version of repo-backup to read it. Nothing was changed.',
      },
    );
  }
  const result = manifestSchema.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`);
  throw new BackupError('corrupt', `${where} is damaged (${problems.join('; ')})`, { hint: DAMAGED });
}

const DAMAGED = 'Restore another snapshot, or bring the file back from another copy of the store.';

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BackupError('corrupt', `${where} is not JSON`, { hint: DAMAGED, cause });
  }
}

/** The member called `name`, with its archive, or undefined. */
export function findMember(manifest: Manifest, name: string): { archive: Archive; member: Member } | undefined {
  for (const holder of manifest.archives) {
    const found = holder.members.find((part) => part.name === name);
    if (found) return { archive: holder, member: found };
  }
  return undefined;
}

/** All bytes that the snapshot added to its store, the manifest itself not counted. */
export function snapshotBytes(manifest: Manifest): number {
  return manifest.archives.reduce((sum, holder) => sum + holder.size, 0);
}
