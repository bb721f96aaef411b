// An empty bare repository, written as gitrepository-layout describes it: every capture needs one, and `git init` would
// cost a child process each time.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SHA1 = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n';
const SHA256 = `${SHA1.replace('= 0', '= 1')}[extensions]\n\tobjectformat = sha256\n`;

/** Makes `path` an empty bare repository without hooks. Its HEAD names `refs/heads/main`, which does not exist yet. */
export async function createBare(path: string, objectFormat: 'sha1' | 'sha256'): Promise<void> {
  await mkdir(join(path, 'objects', 'pack'), { recursive: true });
  await mkdir(join(path, 'refs', 'heads'), { recursive: true });
  await writeFile(join(path, 'config'), objectFormat === 'sha1' ? SHA1 : SHA256);
  await writeFile(join(path, 'HEAD'), 'ref: refs/heads/main\n');
}
