// Forty nights of a workflow with two stores on GitHub, played day by day: what the policy says is there, and all of it restores.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { daysAgo, documentOf } from '../doors/scene.ts';
import { refsOf } from '../lab/inspection.ts';
import { startWorkflow, type Workflow } from './workflow.ts';

const DAYS = 40;
const STORES = ['artifact:acme/app', 'release:acme/app'] as const;
const inputs = { store: STORES.join('\n'), 'full-every-days': '7', 'failure-issue': 'false' };

/** What was there that night, and the snapshot that holds it. */
type Night = { refs: string[]; snapshot: string };

let workflow: Workflow;
/** By how many days ago it was, today's at 0. */
const nights: Night[] = [];

beforeAll(async () => {
  workflow = await startWorkflow();
  // So large that thirty increments never exceed half of it.
  await workflow.app.git.commit({ files: { 'large.bin': randomBytes(400_000) } });
  for (let day = DAYS; day >= 0; day -= 1) nights.unshift(await night(day));
}, 900_000);
afterAll(() => workflow[Symbol.asyncDispose]());

async function night(day: number): Promise<Night> {
  await workflow.app.git.commit();
  const refs = (await refsOf(workflow.app.git.path)).filter((ref) => !ref.includes('.snapshot-'));
  const step = await workflow.run(inputs, { env: { NODE_OPTIONS: daysAgo(day).join(' ') } });
  const made = JSON.parse(step.outputs['snapshots'] ?? '[]') as { snapshot: string }[];
  const [name, other] = made.map(({ snapshot }) => snapshot);
  if (step.conclusion !== 'success' || name === undefined || name !== other)
    throw new Error(`the night ${day} days ago: ${step.log}`);
  return { refs, snapshot: name };
}

/**
 * By hand: every night of the last thirty days; the one thirty days ago, whose state is that of the window's first instant;
 * and what that one builds on. A full one is made where the last one is seven days old: 40, 33, 26 days ago, and so on.
 */
const KEPT = 33;

test('what is left in both stores is exactly what the policy says', async () => {
  const kept = nights.slice(0, KEPT + 1).map(({ snapshot }) => snapshot);
  const found = (names: readonly string[], pattern: RegExp) =>
    names.flatMap((name) => pattern.exec(name)?.[1] ?? []).toSorted((a, b) => (a < b ? 1 : -1));
  const artifacts = workflow.artifacts.artifacts.map(({ name }) => name);
  expect(found(artifacts, /^acme\.app\.(snapshot-[\d-]+)\.json$/)).toEqual(kept);
  expect(found(artifacts, /^acme\.app\.(snapshot-[\d-]+)\.tar$/)).toEqual(kept);
  expect(found(await refsOf(workflow.app.git.path), /refs\/tags\/acme\.app\.(snapshot-[\d-]+)$/)).toEqual(kept);
  const status = documentOf(await workflow.cli('status', '--store', STORES[1], '--json'));
  expect(status.repositories).toMatchObject([{ snapshots: kept.length, healthy: true }]);
});

test.each(STORES)(
  'the state of every night that is kept comes back from %s with the origin gone',
  async (store) => {
    await workflow.app.git.git('update-ref', '-d', 'refs/heads/main');
    const [kind] = store.split(':');
    for (const [day, { refs, snapshot }] of nights.slice(0, KEPT + 1).entries()) {
      const to = `${kind}-${day}.git`;
      const flags = ['--repositories', 'acme/app', '--store', store, '--snapshot', snapshot, '--to', to];
      expect(await workflow.cli('restore', ...flags)).toMatchObject({ code: 0 });
      expect(await refsOf(workflow.folder.join(to))).toEqual(refs);
    }
  },
  900_000,
);
