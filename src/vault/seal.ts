// Sealing a manifest: what tells of the content goes into an age file within it, and opening it again.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { BackupError, isKind } from '../domain/errors.ts';
import type { Archive, Manifest, Sealed } from '../domain/manifest.ts';
import { parseManifest, serialiseManifest } from '../domain/manifest-text.ts';
import { publicHalf } from '../domain/sealed.ts';
import { openBytes, sealBytes } from '../seal/file.ts';
import type { Keys } from '../seal/keys.ts';
import { changed } from '../seal/payload.ts';
import type { Sealer } from '../seal/sealer.ts';

/** Seals a manifest; `stored` is its archive as the store confirmed it. What builds on the snapshot needs all of that. */
export async function sealManifest(sealer: Sealer, manifest: Manifest, stored: Archive): Promise<Manifest> {
  const chain = manifest.git.chain.map((link) =>
    link.snapshot === manifest.snapshot_name ? { ...link, sealed_size: stored.size } : link,
  );
  const told = { ...manifest, git: { ...manifest.git, chain } };
  const whole = await sealBytes(sealer, Buffer.from(serialiseManifest(told)));
  const { recipients } = sealer;
  const sealed = { recipients, sha256: sealDigest(recipients, whole), manifest: whole.toString('base64') };
  return { ...publicHalf(told, [stored]), sealed };
}

/** The age file in a sealed manifest. @throws `corrupt` where it is not what its digest says. */
export function sealedBytes({ recipients, sha256, manifest }: Sealed, where: string): Buffer {
  const bytes = Buffer.from(manifest, 'base64');
  if (sealDigest(recipients, bytes) === sha256) return bytes;
  throw changed(`the sealed manifest of ${where}`);
}

function sealDigest(recipients: readonly string[], bytes: Buffer): string {
  const lines = recipients.map((key) => `${key}\n`).join('');
  return createHash('sha256').update(lines).update(bytes).digest('hex');
}

/**
 * Opens a sealed manifest: what it was before it was sealed.
 *
 * @throws `denied` where no key fits, `corrupt` where the seal is broken or the readable half tells something else.
 */
export async function openManifest(
  keys: Keys,
  { sealed, ...shown }: Manifest & { sealed: Sealed },
  where: string,
): Promise<Manifest> {
  const bytes = await openBytes(keys, sealedBytes(sealed, where), `the sealed manifest of ${where}`);
  if (!bytes) throw noKey(keys, sealed.recipients, where);
  const whole = parseManifest(bytes.toString('utf8'), `the sealed manifest of ${where}`);
  if (isDeepStrictEqual(publicHalf(whole, shown.archives), shown)) return whole;
  throw new BackupError('corrupt', `the manifest of ${where} does not agree with what it seals: it was changed`, {
    hint: 'Use another snapshot, or bring the manifest back from another copy of the store.',
  });
}

/** What is said where nothing opens a snapshot: `keys` are those that were tried. */
export function noKey(keys: Keys | undefined, recipients: readonly string[], where: string): BackupError {
  const tried = keys && (keys.recipients.length > 0 || keys.passphrase);
  const message = `${where} is sealed${tried ? ', and nothing that was given opens it' : ''}`;
  const hint =
    recipients.length === 0
      ? 'Give its passphrase: REPO_BACKUP_PASSPHRASE on the command line, the input `passphrase` in the Action.'
      : `Give the secret key of ${recipients.join(' or ')}: ${HOW}.`;
  return new BackupError('denied', message, { hint });
}

const HOW = 'a file (--identity) or REPO_BACKUP_IDENTITY on the command line, the input `identity` in the Action';

/**
 * Why the next snapshot cannot build on the last one: whoever can open one must be able to open all that it needs.
 * Undefined where it can.
 */
export async function sealingChange(last: Manifest, sealer: Sealer | undefined): Promise<string | undefined> {
  const { sealed } = last;
  if (!sealed) return sealer && 'the last one is not sealed';
  if (!sealer) return 'the last one is sealed, this one is not';
  if (!isDeepStrictEqual(sealed.recipients, sealer.recipients)) return 'the recipients have changed';
  // Version 0.1 did not: whether its chains are whole shows only to those who can open them.
  if (last.git.chain.some((link) => link.sealed_size === undefined)) return 'the last one tells no sealed sizes';
  if (!sealer.keys) return undefined;
  const bytes = await openBytes(sealer.keys, Buffer.from(sealed.manifest, 'base64'), '').catch(ifCorrupt);
  return bytes ? undefined : 'the passphrase has changed';
}

function ifCorrupt(error: unknown): undefined {
  if (!isKind(error, 'corrupt')) throw error;
}
