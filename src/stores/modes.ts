// Who may read what is stored in a folder: its owner, and the group that the folder was given to.
import { stat } from 'node:fs/promises';

/** Permissions of new folders and files, as far as the umask allows. */
export type Modes = { folder: number; file: number };

/** Of a store whose folder is made with it. */
export const OWNER_ONLY: Modes = { folder: 0o700, file: 0o600 };

/**
 * Those of a store that is there. A group that may enter its folder may also enter and read what is new in it, where the
 * folder is closed to everybody else: somebody has thought of that. One that is open to all is what `mkdir` makes unasked.
 *
 * @throws what the system throws
 */
export async function modesIn(root: string): Promise<Modes> {
  const { mode } = await stat(root);
  const group = (mode & 0o007) === 0 ? mode & 0o070 : 0;
  return { folder: OWNER_ONLY.folder | group, file: OWNER_ONLY.file | (group & 0o060) };
}
