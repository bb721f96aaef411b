// A restore that is fast and wrong must not count: its refs are compared with the origin's.
import { run } from './command.ts';
import type { Day } from './days.ts';

/** @throws when the repository's refs are not exactly those of the day. */
export async function expectRefs(gitDir: string, day: Day | undefined, env: NodeJS.ProcessEnv): Promise<void> {
  const text = await run({
    argv: ['git', '--git-dir', gitDir, 'for-each-ref', '--format=%(objectname) %(refname)'],
    env,
  });
  const found = text.split('\n').filter(Boolean).toSorted().join('\n');
  const wanted = (day?.refs ?? [])
    .map(({ id, name }) => `${id} ${name}`)
    .toSorted()
    .join('\n');
  if (found !== wanted)
    throw new Error(`${gitDir}: the refs differ from those of the origin on ${day?.date ?? 'no day'}`);
}
