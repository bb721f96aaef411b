// The manifest as it is stored: its schema, writing it, and reading it from a store that nobody vouches for.
import * as z from 'zod/mini';
import { contradictions } from './contradictions.ts';
import { BackupError } from './errors.ts';
import { parseBounded } from './json.ts';
import { addDigest } from './manifest-digest.ts';
import { isRepositoryName, isSafeSegment, snapshotInstant } from './names.ts';
import { MANIFEST_FORMAT, MANIFEST_LIMIT, type Manifest } from './manifest.ts';
import { sealed } from './sealed.ts';

// A run parses a few manifests: to compile their schema takes longer than that, and thousands are read as fast without.
z.config({ ...z.locales.en(), jitless: true });

/** Values of JSON that one may hold: each chain of a thousand links has some ten thousand. */
const MOST_VALUES = 100_000;
/** Tips that a sealed manifest has room for, there and in what it seals. Of others the server is asked once more. */
export const MOST_TIPS = 40_000;

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
  sealed_size: z
    .optional(bytes)
    .check(
      z.describe('With a sealed snapshot only: the size in bytes of that archive as it is stored, <snapshot>.tar.age'),
    ),
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

/**
 * The manifest as it is stored: indented JSON in the order of the schema, a digest over all of it, one trailing newline.
 * Throws on a manifest that would be refused when read.
 */
export function serialiseManifest(manifest: Manifest): string {
  const text = addDigest(`${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`);
  if (Buffer.byteLength(text) > MANIFEST_LIMIT)
    throw new Error(`${manifest.snapshot_name} is too large to be read back`);
  return text;
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
    return parseBounded(text, MOST_VALUES);
  } catch (cause) {
    throw new BackupError('corrupt', `${where} is not the JSON of a manifest`, { hint: DAMAGED, cause });
  }
}
