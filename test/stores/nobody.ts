// A user without rights, for tests that run as root: root may do everything, also what a test wants to see refused.
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Acts as nobody to the end of the scope, if this process runs as root. */
export function asNobody(): Disposable {
  if (process.geteuid?.() !== 0) return { [Symbol.dispose]: () => undefined };
  process.seteuid?.(65_534);
  return { [Symbol.dispose]: () => process.seteuid?.(0) };
}

/** Lets nobody read what root has stored in a folder: by itself a store is for its user alone. */
export async function letAllRead(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
}
