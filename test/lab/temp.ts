// Temporary folders that vanish with the scope of a test.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
  /** A path inside the folder. */
  join(...parts: string[]): string;
}

/** Makes an empty folder under the system's temporary folder; disposing removes it with all that it holds. */
export async function temporaryFolder(prefix = 'repo-backup-lab-'): Promise<TemporaryFolder> {
  // realpath: on some systems the temporary folder is a link, and git reports real paths.
  const path = await realpath(await mkdtemp(join(tmpdir(), prefix)));
  return {
    path,
    join: (...parts) => join(path, ...parts),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}
