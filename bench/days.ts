// Replays the last days of a repository's history: which heads and tags it had at the end of each day (UTC).
import { run } from './command.ts';

/** One ref; `peeled` is what an annotated tag points at. */
export type Ref = { readonly name: string; readonly id: string; readonly peeled?: string | undefined };

/** All refs at the end of a day. */
export type Day = { readonly date: string; readonly refs: readonly Ref[] };

export interface History {
  readonly defaultBranch: string;
  /** First parent and committer time of every commit that a branch reaches. */
  readonly commits: ReadonlyMap<string, { readonly parent: string | undefined; readonly time: number }>;
  readonly heads: readonly Ref[];
  readonly tags: readonly (Ref & { readonly time: number })[];
}

const secondsADay = 86_400;

/** Reads from a bare repository what the replay needs. */
export async function readHistory(gitDir: string, env: NodeJS.ProcessEnv): Promise<History> {
  const git = async (...args: readonly string[]): Promise<string[][]> => {
    const text = await run({ argv: ['git', '--git-dir', gitDir, ...args], env });
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' '));
  };
  const [[defaultBranch = ''] = []] = await git('symbolic-ref', 'HEAD');
  const commits = await git('log', '--branches', '--format=%ct %H %P');
  const heads = await git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads');
  const tags = await git(
    'for-each-ref',
    '--format=%(refname) %(objectname) %(creatordate:unix) %(*objectname)',
    'refs/tags',
  );
  return {
    defaultBranch,
    commits: new Map(
      commits.map(([time, id = '', parent]) => [id, { parent: parent || undefined, time: Number(time) }]),
    ),
    heads: heads.map(([name = '', id = '']) => ({ name, id })),
    tags: tags.map(([name = '', id = '', time, peeled]) => ({
      name,
      id,
      time: Number(time),
      peeled: peeled || undefined,
    })),
  };
}

/**
 * The refs at the end of each of the last `count` days of the default branch, oldest first.
 * A head stands at the newest commit of its first-parent chain that is not younger than the day; it does not exist yet
 * when that chain has reached the default branch without a commit of its own.
 */
export function replayDays(history: History, count: number): readonly Day[] {
  const { commits, defaultBranch, heads, tags } = history;
  const trunk = new Set(chain(history, heads.find(({ name }) => name === defaultBranch)?.id));
  const newest = Math.max(...[...trunk].map((id) => commits.get(id)?.time ?? 0));
  const lastEnd = (Math.floor(newest / secondsADay) + 1) * secondsADay;
  return Array.from({ length: count }, (_, index) => {
    const end = lastEnd - (count - 1 - index) * secondsADay;
    const standing = heads.flatMap(({ name, id }) => {
      const own = name === defaultBranch || trunk.has(id);
      for (const commit of chain(history, id)) {
        if (!own && trunk.has(commit)) return [];
        if ((commits.get(commit)?.time ?? 0) < end) return [{ name, id: commit }];
      }
      return [];
    });
    const refs: Ref[] = [...standing, ...tags.filter(({ time }) => time < end)];
    const date = new Date((end - secondsADay) * 1000).toISOString().slice(0, 10);
    return { date, refs: refs.toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))) };
  });
}

function* chain(history: History, tip: string | undefined): Generator<string> {
  for (let id = tip; id !== undefined; id = history.commits.get(id)?.parent) yield id;
}
