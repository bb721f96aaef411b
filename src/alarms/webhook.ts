// The webhook's message: one JSON document for programs, or a text that Slack and its kin show.
import type { Report } from '../commands/report.ts';
import type { StartedBy } from '../commands/started-by.ts';
import { behindName } from '../domain/behind-name.ts';
import type { ErrorSummary } from '../domain/errors.ts';
import type { Manifest } from '../domain/manifest.ts';
import { plain } from '../domain/plain.ts';
import { verdictLine } from '../report/text.ts';
import type { Judged, Occasion } from './occasion.ts';

/** All that a message tells. `error` is set where the run came to no report. */
export type News = {
  report: Report;
  occasion: Occasion;
  error: ErrorSummary | undefined;
  createdBy: Manifest['created_by'];
  startedBy: StartedBy;
};

/** Repositories named in a message for people, at most, and characters of each line. */
const LINES = 20;
const LINE_LENGTH = 500;

/** The document for programs, as docs/monitoring.md describes it. */
export function jsonMessage(news: News): string {
  const { report, occasion, error, createdBy, startedBy } = news;
  const { command, verdict, started_at, duration_ms, stores } = report;
  return JSON.stringify({
    event: occasion.event,
    command,
    verdict,
    summary: summary(news),
    started_at,
    duration_ms,
    stores,
    failed: occasion.failed.map(({ good: _good, ...line }) => line),
    recovered: occasion.recovered.map(({ repository, store }) => ({ repository, ...(store ? { store } : {}) })),
    error: error ?? null,
    started_by: startedBy,
    created_by: createdBy,
  });
}

/** `{"text": ...}`, which Slack, Mattermost, Rocket.Chat and Discord's `/slack` take. */
export function slackMessage(news: News): string {
  const { report, occasion, error, createdBy } = news;
  const words = { failure: summary(news), recovery: `works again. ${summary(news)}`, success: summary(news) };
  const lines = [
    ...(error ? errorLines('the run', [error]) : []),
    ...occasion.failed.flatMap((line) => errorLines(placeOf(line), line.errors, line.repository)),
    ...occasion.recovered.map((line) => `${placeOf(line)} works again`),
  ];
  const text = [
    `*repo-backup ${report.command}*: ${inert(words[occasion.event])}`,
    ...lines.slice(0, LINES).map((line) => `• ${inert(line)}`),
    ...(lines.length > LINES ? [`• and ${lines.length - LINES} more`] : []),
    inert(`Stored in ${report.stores.join(', ')}`),
    ...(createdBy.run_url ? [`<${createdBy.run_url}|The run>`] : []),
  ];
  return JSON.stringify({ text: text.join('\n') });
}

function summary({ report, error }: News): string {
  return error ? `FAILED: ${error.message}` : verdictLine(report);
}

function placeOf({ repository, store }: Judged): string {
  return store ? `${repository} in ${store}` : repository;
}

function errorLines(place: string, errors: readonly ErrorSummary[], repository = place): string[] {
  return errors.map(({ message, hint }) => `${place}: ${behindName(repository, message)}${hint ? `. ${hint}` : ''}`);
}

/** Text in which a server's words are no markup (docs.slack.dev, "Escaping text"), call nobody, and take one line. */
function inert(text: string): string {
  return plain(text)
    .replace(/\s+/g, ' ')
    .slice(0, LINE_LENGTH)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200B');
}
