// The proof without old indexes: the server itself says that what a new pack builds on is reached from old tips.
import { counted } from '../domain/counted.ts';
import { BackupError, isKind } from '../domain/errors.ts';
import type { Remote } from '../git/remote.ts';

/**
 * Proves that every commit or tip of `outside` is reached from the tips in `old`, whose history the chain holds whole: by
 * being one of them, or by the server having nothing to send for it to someone who has them.
 *
 * @throws `incomplete` where the server would send objects, or will not say.
 */
export async function proveBoundary(
  remote: Remote,
  outside: readonly string[],
  old: ReadonlySet<string>,
): Promise<void> {
  const unknown = [...new Set(outside)].filter((id) => !old.has(id));
  const [example] = unknown;
  if (example === undefined) return;
  const objects = await countNew(remote, unknown, [...old]);
  if (objects === 0) return;
  const found = objects === 'no answer' ? 'the server does not tell' : counted(objects, 'new object');
  throw new BackupError('incomplete', `nothing proves that the chain holds all that ${example} leads to (${found})`, {
    hint: 'The next full snapshot does not need the chain.',
  });
}

/** How many objects the server would send. Reads its answer to the end: a pipe is used again for the next question. */
async function countNew(remote: Remote, wants: string[], haves: string[]): Promise<number | 'no answer'> {
  let head: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of remote.fetchPack(wants, haves)) {
      if (head.length < PACK_HEAD) head = Buffer.concat([head, chunk.subarray(0, PACK_HEAD - head.length)]);
    }
  } catch (error) {
    // Some servers show nobody what no ref points to.
    if (isKind(error, 'git')) return 'no answer';
    throw error;
  }
  return head.length === PACK_HEAD && head.toString('latin1', 0, 4) === 'PACK' ? head.readUInt32BE(8) : 'no answer';
}

// gitformat-pack: "PACK", a version and the number of objects, four bytes each.
const PACK_HEAD = 12;
