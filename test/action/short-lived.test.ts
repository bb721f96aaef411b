// Artifacts that the settings of the repository let live for days only: whoever counts on a month of states hears it at once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkflow, type Workflow } from './workflow.ts';

let workflow: Workflow;
beforeAll(async () => {
  workflow = await startWorkflow();
});
afterAll(() => workflow[Symbol.asyncDispose]());

const WORDS = 'artifact:acme/app keeps a snapshot for 5 days, and the retention policy reaches back 30';

function night(inputs: Readonly<Record<string, string>> = {}, days = 5) {
  workflow.artifacts.retentionDays = days;
  return workflow.run(inputs, { context: { 'github.retention_days': String(days) } });
}

test('the first run over five days of artifacts is green, and says once that thirty will not be had, and what helps', async () => {
  for (const stored of ['1', '0']) {
    const { conclusion, outputs, annotations, summary, log } = await night();
    expect({ conclusion, outputs }).toMatchObject({ conclusion: 'success', outputs: { stored } });
    expect(annotations).toMatchObject([{ level: 'warning', message: expect.stringContaining(WORDS) as string }]);
    expect(annotations[0]?.message).toContain('states are lost after 2 days, and a full snapshot is made every 3 days');
    expect(annotations[0]?.message).toContain('"Artifact and log retention" (Settings, Actions, General) to 51 days');
    // Above the table, which on a phone is all that is seen.
    expect(summary.split('| REPOSITORY')[0]).toContain('> ⚠️ artifact&#58;acme/app keeps a snapshot for 5 days');
    expect(log.split('\n').filter((line) => line.startsWith(`warning: ${WORDS}`))).toHaveLength(1);
  }
});

test('a run of several entries says it once of each store and policy', async () => {
  const matrix = JSON.stringify([
    { repositories: 'acme/app' },
    { repositories: 'acme/app', type: 'full' },
    { repositories: 'acme/app', 'retention-days': 2 },
  ]);
  const { annotations } = await night({ matrix, repositories: '' });
  expect(annotations).toMatchObject([{ level: 'warning', message: expect.stringContaining(WORDS) as string }]);
});

test('nothing is said where artifacts live long enough, or another store keeps all of it', async () => {
  expect(await night({}, 90)).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(await night({ store: 'artifact:\n./backups' })).toMatchObject({ conclusion: 'success', annotations: [] });
});
