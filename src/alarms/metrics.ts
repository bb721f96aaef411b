// The metrics of a run and of its stores, in Prometheus' text format.
import type { Registry } from 'prom-client';
import type { RunRecord } from '../vault/runs.ts';
import type { RepositoryFacts, StoreFacts } from './facts.ts';
import { judgeLine } from './occasion.ts';

/** Metrics as text, and the media type that a Pushgateway wants to hear of it. */
export type Exposition = { type: string; text: string };

/** Values of one metric: each with its own labels, in the order of `labels`. */
type Family = {
  name: string;
  help: string;
  labels: string[];
  values: { labels: Record<string, string>; value: number }[];
};

const STATUSES = ['stored', 'unchanged', 'empty', 'failed'] as const;
const VERDICTS = ['ok', 'partial', 'failed'] as const;

/** Writes down all that the facts hold. What nobody knows has no line. */
export async function exposeMetrics(stores: readonly StoreFacts[], now: Date): Promise<Exposition> {
  const { Gauge, Registry: Registers } = await import('prom-client');
  const registry: Registry = new Registers();
  for (const { name, help, labels, values } of families(stores, now)) {
    const gauge = new Gauge({ name, help, labelNames: labels, registers: [registry] });
    for (const one of values) gauge.set(one.labels, one.value);
  }
  return { type: registry.contentType, text: await registry.metrics() };
}

function families(stores: readonly StoreFacts[], now: Date): Family[] {
  return [...repositoryFamilies(stores, now), ...runFamilies(stores)].filter(({ values }) => values.length > 0);
}

type Measure = (facts: RepositoryFacts) => number | undefined;

function repositoryFamilies(stores: readonly StoreFacts[], now: Date): Family[] {
  const family = (name: string, help: string, measure: Measure): Family => ({
    name: `repo_backup_${name}`,
    help,
    labels: ['repository', 'store'],
    values: stores.flatMap(({ store, repositories }) =>
      repositories.flatMap((facts) => {
        const value = measure(facts);
        return isNumber(value) ? [{ labels: { repository: facts.repository, store }, value }] : [];
      }),
    ),
  });
  return [
    family('last_backup_success', '1 where the last run that tried to back it up succeeded, else 0.', ({ attempt }) =>
      attempt ? Number(judgeLine(attempt).good) : undefined,
    ),
    statusFamily(stores),
    family('last_backup_bytes', 'Bytes that the last run stored of it.', ({ attempt }) => attempt?.bytes),
    family('last_backup_duration_seconds', 'Seconds that the last run took for it.', ({ attempt }) =>
      inSeconds(attempt?.duration_ms),
    ),
    family(
      'last_success_timestamp_seconds',
      'When a run last found or made its newest state stored.',
      ({ successAt }) => inSeconds(successAt?.getTime()),
    ),
    family('snapshots', 'Snapshots in the store.', ({ listing }) => listing?.snapshots.length),
    family('stored_bytes', 'Bytes of its archives in the store.', ({ listing }) =>
      listing ? [...listing.archives.values()].reduce((sum, size) => sum + size, 0) : undefined,
    ),
    family('newest_snapshot_timestamp_seconds', 'When its newest snapshot was taken.', ({ listing }) =>
      inSeconds(listing?.snapshots.at(-1)?.at.getTime()),
    ),
    family('newest_snapshot_age_seconds', 'Age of its newest snapshot when this was written.', ({ listing }) => {
      const at = listing?.snapshots.at(-1)?.at;
      return at && inSeconds(now.getTime() - at.getTime());
    }),
    family('last_drill_timestamp_seconds', 'When it was last proven restorable.', ({ drill }) =>
      inSeconds(drill?.at.getTime()),
    ),
    family('last_drill_duration_seconds', 'Seconds that the restore of its last drill took.', ({ drill }) =>
      inSeconds(drill?.rto),
    ),
  ];
}

function statusFamily(stores: readonly StoreFacts[]): Family {
  return {
    name: 'repo_backup_last_backup_status',
    help: '1 for what the last run said of it, 0 for what it did not say.',
    labels: ['repository', 'store', 'status'],
    values: stores.flatMap(({ store, repositories }) =>
      repositories.flatMap(({ repository, attempt }) =>
        (attempt ? STATUSES : []).map((status) => ({
          labels: { repository, store, status },
          value: Number(attempt?.status === status),
        })),
      ),
    ),
  };
}

function runFamilies(stores: readonly StoreFacts[]): Family[] {
  const family = (name: string, help: string, measure: (run: RunRecord) => number | undefined): Family => ({
    name: `repo_backup_run_${name}`,
    help,
    labels: ['command', 'store'],
    values: stores.flatMap(({ store, runs }) =>
      runs.flatMap((run) => {
        const value = measure(run);
        return isNumber(value) ? [{ labels: { command: run.command, store }, value }] : [];
      }),
    ),
  });
  const verdict: Family = {
    name: 'repo_backup_run_verdict',
    help: '1 for the verdict over the last run of a command, 0 for the others.',
    labels: ['command', 'store', 'verdict'],
    values: stores.flatMap(({ store, runs }) =>
      runs.flatMap(({ command, verdict: reached }) =>
        VERDICTS.map((one) => ({ labels: { command, store, verdict: one }, value: Number(one === reached) })),
      ),
    ),
  };
  return [
    verdict,
    family('timestamp_seconds', 'When the last run of a command began.', ({ started_at: at }) =>
      inSeconds(Date.parse(at)),
    ),
    family('duration_seconds', 'Seconds that the last run of a command took.', ({ duration_ms: ms }) => inSeconds(ms)),
  ];
}

/** A record in a store may hold anything. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function inSeconds(ms: number | undefined): number | undefined {
  return isNumber(ms) ? ms / 1000 : undefined;
}
