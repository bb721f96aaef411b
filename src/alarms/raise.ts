// Raising alarms: once the run is recorded, everybody who asked hears how it ended.
import { summariseError, type ErrorSummary } from '../domain/errors.ts';
import { unexplainedRecords, type AlarmResult, type Report } from '../commands/report.ts';
import type { Alarms, Context, Settings } from '../commands/settings.ts';
import { startedBy } from '../commands/started-by.ts';
import { deliver, hostOf } from './deliver.ts';
import { gatherFacts, type StoreFacts } from './facts.ts';
import { replaceFile } from './metrics-file.ts';
import { exposeMetrics } from './metrics.ts';
import { isTold, judgeLine, occasionOf, type Judged, type Occasion } from './occasion.ts';
import { jsonMessage, slackMessage } from './webhook.ts';

/** How a run ended: its report, and what broke it off if that came to none. */
export type Ended = { report: Report; error?: ErrorSummary };

/**
 * Tells all that `settings.alarms` names, and gives the report with what became of it. An alarm that cannot be delivered
 * makes a good run partial: the backup is there, and nobody would have heard of its failure. Never throws.
 */
export async function raiseAlarms(context: Context, settings: Settings, ended: Ended): Promise<Report> {
  const { alarms } = settings;
  if (settings.dryRun || settings.history || Object.keys(alarms).length === 0) return ended.report;
  const metrics = alarms.metricsFile !== undefined || alarms.pushgateway !== undefined;
  const webhook = alarms.webhook !== undefined;
  const facts = metrics || webhook ? await gatherFacts(context, { report: ended.report, metrics, webhook }) : [];
  const world = { context, alarms, facts };
  const measured = withAlarms(ended.report, await tellMetrics(world));
  const heard = withAlarms(measured, await tellWebhook(world, { ...ended, report: measured }));
  // Last, so that it stays away when any of the others did not get through.
  return withAlarms(heard, await tellHeartbeat(world, heard));
}

type World = { context: Context; alarms: Alarms; facts: readonly StoreFacts[] };

function withAlarms(report: Report, results: readonly AlarmResult[]): Report {
  if (results.length === 0) return report;
  const lost = results.some(({ error }) => error);
  const verdict = lost && report.verdict === 'ok' ? 'partial' : report.verdict;
  return { ...report, verdict, alarms: [...(report.alarms ?? []), ...results] };
}

async function tellMetrics({ context, alarms: { metricsFile, pushgateway }, facts }: World): Promise<AlarmResult[]> {
  const now = context.now();
  const results: Promise<AlarmResult>[] = [];
  if (metricsFile !== undefined)
    results.push(
      tell(context, 'metrics-file', metricsFile, async () =>
        replaceFile(metricsFile, (await exposeMetrics(facts, now)).text),
      ),
    );
  if (pushgateway !== undefined)
    results.push(
      tell(context, 'pushgateway', hostOf(pushgateway), async () => {
        for (const one of facts) await push(context, pushgateway, one, now);
      }),
    );
  return Promise.all(results);
}

/**
 * A group of its own for each store, in whose name there is base64, since an address has slashes. POST replaces only those
 * metrics that are sent: what is not known this time stays as it was.
 */
async function push(context: Context, gateway: string, facts: StoreFacts, now: Date): Promise<void> {
  const label = Buffer.from(facts.store).toString('base64url');
  const body = await exposeMetrics([facts], now);
  const url = new URL(gateway);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/metrics/job/repo_backup/store@base64/${label}`;
  await deliver({ url: url.href, method: 'POST', body }, context.wait);
}

async function tellWebhook({ context, alarms: { webhook }, facts }: World, ended: Ended): Promise<AlarmResult[]> {
  const { report, error } = ended;
  if (!webhook) return [];
  const occasion = occasionFor(report, facts);
  if (!isTold(occasion, webhook.on)) return [];
  const news = { report, occasion, error, createdBy: context.createdBy, startedBy: startedBy(context.env) };
  const text = webhook.format === 'slack' ? slackMessage(news) : jsonMessage(news);
  const body = { type: 'application/json', text };
  return [
    await tell(context, 'webhook', hostOf(webhook.url), () =>
      deliver({ url: webhook.url, method: 'POST', body }, context.wait),
    ),
  ];
}

function occasionFor(report: Report, facts: readonly StoreFacts[]): Occasion {
  const { verdict, repositories, stores, alarms = [] } = report;
  const before = ({ repository, store = stores[0] }: Judged) =>
    facts.find((one) => one.store === store)?.before(repository);
  const undelivered = alarms.flatMap(({ alarm, error }): Judged[] =>
    error ? [{ repository: alarm, good: false, errors: [error] }] : [],
  );
  const unrecorded = unexplainedRecords(report).map(({ store, error }): Judged => ({
    repository: 'the record of the run',
    store,
    good: false,
    errors: [error],
  }));
  const lines = repositories.map((line) => judgeLine(line));
  return occasionOf(verdict, [...lines, ...unrecorded, ...undelivered], before);
}

async function tellHeartbeat({ context, alarms: { heartbeat } }: World, { verdict }: Report): Promise<AlarmResult[]> {
  if (heartbeat === undefined || verdict !== 'ok') return [];
  return [
    await tell(context, 'heartbeat', hostOf(heartbeat), () => deliver({ url: heartbeat, method: 'GET' }, context.wait)),
  ];
}

async function tell(
  { log }: Context,
  alarm: AlarmResult['alarm'],
  to: string,
  send: () => Promise<void>,
): Promise<AlarmResult> {
  try {
    await send();
    log.info(`${alarm}: told ${to}`);
    return { alarm, to };
  } catch (thrown) {
    const error = summariseError(thrown);
    log.warn(`${alarm}: ${error.message}`);
    return { alarm, to, error };
  }
}
