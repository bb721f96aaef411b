// Which inputs a command reads: for the help of the command line, and for refusing flags that would do nothing.
import type { CommandName } from '../commands/settings.ts';

/** Inputs that only the Action has: what they are for is not there at a terminal. A step may give them with any command. */
export const ACTION_ONLY: readonly string[] = [
  'failure-issue',
  'issue-repository',
  'issue-labels',
  'issue-token',
  'workflow-token',
  'keepalive',
  'log-artifact',
  'job-index',
  'job-total',
];

// Also to read a store: some are on GitHub.
const place = [
  'repositories',
  'store',
  'token',
  'app-id',
  'app-private-key',
  'server-url',
  'api-url',
  'matrix',
  ...ACTION_ONLY,
];
const filters = ['include-archived', 'include-forks', 'visibility'];
const capture = [
  ...place,
  ...filters,
  'type',
  'full-every-days',
  'include-pull-refs',
  'allow-public-store',
  'concurrency',
  'encrypt-to',
  'passphrase',
];
const stored = [...place, 'concurrency'];
const choice = ['snapshot', 'at'];
const secrets = ['identity', 'passphrase'];
const alarms = ['webhook-url', 'webhook-on', 'webhook-format', 'heartbeat-url', 'metrics-file', 'pushgateway-url'];
const retention = [
  'retention-days',
  'keep-last',
  'keep-hourly',
  'keep-daily',
  'keep-weekly',
  'keep-monthly',
  'keep-yearly',
];

/** The inputs of each command. Help shows them in the order of action.yml. */
export const READS: Record<CommandName, readonly string[]> = {
  sync: [...capture, ...retention, ...alarms],
  snapshot: [...capture, ...alarms],
  init: [...capture, ...alarms],
  copy: [...stored, 'copy-to', 'allow-public-store', 'dry-run', ...choice, ...alarms],
  prune: [...stored, ...retention, 'dry-run', ...alarms],
  pin: [...stored, ...choice, 'reason'],
  unpin: [...stored, 'snapshot'],
  status: [...place, 'max-age-hours', 'max-drill-age-days', 'history', ...alarms],
  verify: [...stored, ...secrets, ...choice, 'deep', ...alarms],
  restore: [...stored, ...secrets, ...choice, 'to', 'worktree', 'overwrite', 'check-connectivity'],
  plan: [...place.filter((input) => !['store', 'matrix'].includes(input)), ...filters, 'shards'],
  report: [...place, ...filters, ...alarms],
  drill: [...place, ...secrets, ...choice, ...alarms],
};

/** Inputs that are never flags, since every user of a machine sees those, and the variables that take their place. */
export const VARIABLES: Readonly<Record<string, string>> = {
  token: 'REPO_BACKUP_TOKEN',
  passphrase: 'REPO_BACKUP_PASSPHRASE',
  'webhook-url': 'REPO_BACKUP_WEBHOOK_URL',
  'heartbeat-url': 'REPO_BACKUP_HEARTBEAT_URL',
  'pushgateway-url': 'REPO_BACKUP_PUSHGATEWAY_URL',
  'app-private-key': 'REPO_BACKUP_APP_PRIVATE_KEY',
};
