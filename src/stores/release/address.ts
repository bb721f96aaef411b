// The address of a release store, `release:owner/repo?draft=true`, read strictly: a typo must not change where backups go.
import { BackupError } from '../../domain/errors.ts';

/** Where a release store is. Holds no secret: the token is that of the run. */
export type ReleaseLocation = {
  /** As the user wrote it. */
  address: string;
  owner: string;
  repo: string;
  /** Releases stay drafts for ever: they make no tags, and only those who may write see them. */
  draft: boolean;
};

const ADDRESS = /^release:([^?#]*)(?:\?([^#]*))?(#.*)?$/is;
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;
const REPO = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** Reads an address. @throws `usage` that tells everything that is wrong with it. */
export function parseReleaseAddress(address: string): ReleaseLocation {
  const [, path = '', query = '', fragment] = ADDRESS.exec(address) ?? [];
  const [owner = '', repo = '', ...rest] = path.split('/');
  const problems: string[] = [];
  if (path === '') problems.push('the repository that holds the releases is missing');
  else if (!OWNER.test(owner) || !REPO.test(repo) || rest.length > 0) problems.push(`"${path}" is not owner/name`);
  if (fragment !== undefined) problems.push('"#" has no meaning in it');
  const draft = readDraft(query, problems);
  if (problems.length === 0) return { address, owner, repo, draft };
  throw new BackupError('usage', `the address of the release store is wrong: ${problems.join('; ')}`, {
    hint: 'Write for example: release:owner/name, or release:owner/name?draft=true',
  });
}

function readDraft(query: string, problems: string[]): boolean {
  const parameters = [...new URLSearchParams(query)];
  for (const [name] of parameters)
    if (name !== 'draft') problems.push(`"${name}" is no parameter of it; there is draft`);
  const values = parameters.filter(([name]) => name === 'draft').map(([, value]) => value);
  if (values.length > 1) problems.push('draft is given twice');
  for (const value of values)
    if (value !== 'true' && value !== 'false') problems.push('draft is neither true nor false');
  return values[0] === 'true';
}
