// The inputs of alarms: who hears how a run ended. Addresses are secrets, so no problem ever quotes one.
import { resolve } from 'node:path';
import { WEBHOOK_EVENTS, type Alarms, type WebhookEvent } from '../commands/settings.ts';
import type { Problems } from './problems.ts';
import { splitList } from './targets.ts';

type Read = {
  text: (input: string) => string;
  oneOf: <T extends string>(input: string, values: readonly T[]) => T;
};

/** Slack's own hosts of webhooks, its own and that of its service for governments. */
const SLACK = /^hooks\.slack(-gov)?\.com$/;
const DEFAULT_EVENTS = 'failure,recovery';

/** Reads every alarm that is set. */
export function readAlarms(read: Read, cwd: string, problems: Problems): Alarms {
  const url = (input: string) => readAddress(input, read.text(input), problems);
  const webhook = url('webhook-url');
  const heartbeat = url('heartbeat-url');
  const pushgateway = url('pushgateway-url');
  const metricsFile = read.text('metrics-file');
  const on = readEvents(read.text('webhook-on'), problems);
  const format = read.oneOf('webhook-format', ['auto', 'slack', 'json']);
  const chosen = format !== 'auto' || read.text('webhook-on') !== DEFAULT_EVENTS;
  if (chosen && read.text('webhook-url') === '')
    problems.note(
      'webhook-on and webhook-format: no webhook is given',
      'Set `webhook-url` in the Action, REPO_BACKUP_WEBHOOK_URL on the command line.',
    );
  return {
    ...(webhook ? { webhook: { url: webhook.href, format: formatFor(format, webhook), on } } : {}),
    ...(heartbeat ? { heartbeat: heartbeat.href } : {}),
    ...(metricsFile ? { metricsFile: resolve(cwd, metricsFile) } : {}),
    ...(pushgateway ? { pushgateway: pushgateway.href.replace(/\/+$/, '') } : {}),
  };
}

function formatFor(format: 'auto' | 'slack' | 'json', { hostname }: URL): 'slack' | 'json' {
  if (format !== 'auto') return format;
  return SLACK.test(hostname) ? 'slack' : 'json';
}

function readAddress(input: string, value: string, problems: Problems): URL | undefined {
  if (value === '') return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const good = url && /^https?:$/.test(url.protocol) && canDecode(url);
  // Not quoted, not even in part: what is no address may be nothing but the secret.
  if (!good) problems.note(`${input}: it is no http or https address`, 'Store the whole address as the secret.');
  return good ? url : undefined;
}

/** True where user and password can be told apart from the address again. */
function canDecode({ username, password }: URL): boolean {
  try {
    return decodeURIComponent(username + password) !== undefined;
  } catch {
    return false;
  }
}

function readEvents(text: string, problems: Problems): WebhookEvent[] {
  const events = splitList(text);
  const known = events.flatMap((event) => WEBHOOK_EVENTS.find((one) => one === event) ?? []);
  if (known.length < events.length || known.length === 0)
    problems.add('webhook-on', `"${text}" is not made of ${WEBHOOK_EVENTS.join(', ')}`, DEFAULT_EVENTS);
  return known;
}
