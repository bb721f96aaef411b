// Sealed manifests: which half of a manifest everybody may read, and the digest by which it still tells every change.
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Archive, Manifest } from './manifest.ts';

/** What makes a manifest a sealed one. */
export const sealed = z
  .object({
    recipients: z
      .array(z.string().check(z.maxLength(4096)))
      .check(z.describe('The public age keys whose holders can open it; none where a passphrase does')),
    sha256: z
      .string()
      .check(
        z.regex(/^[0-9a-f]{64}$/),
        z.describe('Over the recipients, a line each, and the age file below: damage shows without a key'),
      ),
    manifest: z.base64().check(z.describe('The whole manifest as it would be unsealed, as an age file')),
  })
  .check(
    z.describe('Only where the archives are encrypted; what tells of their content is null or empty outside of it'),
  );

/** The name of a snapshot's archive, `<snapshot>.tar` or, where it is sealed, `<snapshot>.tar.age`. */
export function archiveName({ snapshot_name, sealed: seal }: Pick<Manifest, 'snapshot_name' | 'sealed'>): string {
  return seal ? sealedName(`${snapshot_name}.tar`) : `${snapshot_name}.tar`;
}

/** The name of an archive once it is sealed. */
export function sealedName(archive: string): string {
  return `${archive}.age`;
}

/** HEAD and all refs at one instant; `refs` is the digest of the refs. */
export type State = { head: string | null; headId: string | null; refs: string };

/** One digest over HEAD and all refs. */
export function stateDigest({ head, headId, refs }: State): string {
  return createHash('sha256')
    .update(JSON.stringify([head, headId, refs]))
    .digest('hex');
}

/** The half of a manifest that stays readable: what the next increment and a check of the stored `archives` need. */
export function publicHalf(manifest: Manifest, archives: Archive[]): Manifest {
  const { git, repository } = manifest;
  return {
    ...manifest,
    commit_hash: null,
    commit_date: null,
    commit_message: null,
    repository: { ...repository, default_branch: null, visibility: null },
    git: {
      ...git,
      head: null,
      refs: {
        count: git.refs.count,
        sha256: stateDigest({ head: git.head, headId: manifest.commit_hash, refs: git.refs.sha256 }),
      },
    },
    archives: archives.map((archive) => ({ ...archive, members: [] })),
  };
}

/** What a sealed manifest shows and should not, in words. */
export function unsealedFacts(manifest: Manifest): string[] {
  const { commit_hash, commit_date, commit_message, git, archives, repository } = manifest;
  const facts = [commit_hash, commit_date, commit_message, git.head, repository.default_branch, repository.visibility];
  const shown = facts.some((fact) => fact !== null) || archives.some(({ members }) => members.length > 0);
  const open = archives.find(({ name }) => !name.endsWith(sealedName('')));
  return [...(shown ? ['it shows what is sealed'] : []), ...(open ? [`archive ${open.name} is not sealed`] : [])];
}
