// Who started a run: what GitHub says in a workflow, and nothing about a machine of one's own.
import { expect, test } from 'vitest';
import { startedBy } from '../../src/commands/started-by.ts';

test('in a workflow: the user, the event and the workflow', () => {
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'ada',
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_WORKFLOW_REF: 'acme/backups/.github/workflows/backup.yml@refs/heads/main',
  };
  expect(startedBy(env)).toEqual({ actor: 'ada', event: 'schedule', workflow: env.GITHUB_WORKFLOW_REF });
});

test('elsewhere: neither the user of the machine nor its name', () => {
  const env = { USER: 'ada', LOGNAME: 'ada', HOSTNAME: 'ada-laptop', HOME: '/home/ada', GITHUB_ACTOR: 'stale' };
  expect(startedBy(env)).toEqual({ actor: null, event: null, workflow: null });
});

test('a name that is given on purpose is kept, without becoming a book', () => {
  expect(startedBy({ REPO_BACKUP_ACTOR: ' nightly cron ' }).actor).toBe('nightly cron');
  expect(startedBy({ REPO_BACKUP_ACTOR: 'x'.repeat(10_000) }).actor).toHaveLength(500);
});
