// plan: resolves the selection and shares it out among the jobs of a matrix. GitHub's matrix is what spreads the work.
import { BackupError } from '../domain/errors.ts';
import { judge, type LedgerEntry } from '../domain/ledger.ts';
import { isoSecond } from '../domain/names.ts';
import { shareOut, type Share } from '../domain/shares.ts';
import { writtenAs } from './named.ts';
import type { Matrix, Report } from './report.ts';
import type { Context, Settings } from './settings.ts';
import { resolveTargets } from './targets.ts';

/** What every repository costs beside its bytes, in bytes: a look at it, and a record of it. */
const EACH = 1024 * 1024;
/** Characters of one group. Linux hands an input on as a variable, which ends at 128 KiB (MAX_ARG_STRLEN). */
const ROOM = 120_000;
/** Characters of all groups. GitHub takes 1 MB of outputs from a job, counted in UTF-16, so in pairs of bytes. */
const ALL_ROOM = 400_000;

type Item = Share & { line: LedgerEntry };

/**
 * Gives the matrix. What the selection could not resolve stays in it as it is written: the job that gets it fails, and the
 * others do their work.
 *
 * @throws the error of what could not be resolved where that is all there is; `unsupported` where the list is too long.
 */
export async function plan(context: Context, settings: Settings): Promise<Report> {
  const started = context.now();
  const { targets, failed } = await resolveTargets(context, settings);
  const [lost] = failed;
  if (targets.length === 0 && lost?.line.error) {
    const { kind, message, hint } = lost.line.error;
    throw new BackupError(kind === 'bug' ? 'usage' : kind, message, hint ? { hint } : {});
  }
  const items: Item[] = [
    ...targets.map((target): Item => {
      const { repository, facts, warnings } = target;
      const size = facts?.size ?? 0;
      const line: LedgerEntry = { repository, status: 'planned', bytes: size, ...(warnings ? { warnings } : {}) };
      return { text: writtenAs(target, settings.serverUrl), weight: size + EACH, line };
    }),
    ...failed.map(({ line: { repository, error }, written }): Item => {
      const warning = `${error?.message}: it stays in the plan, and its job will fail`;
      return {
        text: withExclusions(written, settings),
        weight: EACH,
        line: { repository, status: 'planned', warnings: [warning] },
      };
    }),
  ];
  const groups = shareOut(items, settings.shards, ROOM);
  const matrix = groups && matrixOf(groups);
  if (!matrix || JSON.stringify(matrix).length > ALL_ROOM) throw tooLong(items.length, settings.shards);
  const repositories = items.map(({ line }) => line);
  return {
    command: settings.command,
    verdict: judge(repositories),
    stores: [],
    started_at: isoSecond(started),
    duration_ms: context.now().getTime() - started.getTime(),
    repositories,
    bytes: repositories.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    matrix,
  };
}

/** A pattern that goes on as a pattern must not take in what was left out. */
function withExclusions(written: string, { selection }: Settings): string {
  const exclusions = written.includes('*') ? selection.exclusions.map((one) => `!${one}`) : [];
  return [written, ...exclusions].join(',');
}

function matrixOf(groups: readonly Item[][]): Matrix {
  return {
    include: groups.map((items, index) => ({
      name: `${index + 1} of ${groups.length}`,
      index,
      repositories: items.map(({ text }) => text).join(','),
    })),
  };
}

function tooLong(count: number, shards: number): BackupError {
  return new BackupError('unsupported', `the names of ${count} repositories are too long for the matrix of one plan`, {
    hint: `Give more \`shards\` (${shards} now, at most 256), or make two plans, such as acme/a* and acme/*,!acme/a*.`,
  });
}
