// The job summary: the verdict, what went wrong with its mending, and a table that fits whatever GitHub takes.
import { counted } from '../domain/counted.ts';
import type { Report } from '../commands/report.ts';
import type { ErrorSummary } from '../domain/errors.ts';
import { isoSecond } from '../domain/names.ts';
import type { Seen } from '../github/client.ts';
import { dailyChart } from '../report/chart.ts';
import { escapeMarkdown, markdownTable } from '../report/table.ts';
import { remarksOn, type Remark } from '../report/remarks.ts';
import { shortLivedLines } from '../report/short-lived.ts';
import { isQuiet, reportTable, verdictLine } from '../report/text.ts';
import { formatBytes, formatDuration } from '../system/units.ts';

/** GitHub drops a step's summary whole above 1 MiB; half of it leaves room for other steps of the job. Bytes. */
const LIMIT = 512 * 1024;
/** A run with more repositories than this lists what went wrong, and not what went well. */
const ALL_TOLD = 50;
/** Remarks, and characters of each and of what mends it, at most. The log has them whole. */
const LINES = 100;
const TEXT = 700;
const MENDING = 300;
const LINE_LENGTH = TEXT + MENDING;

/** What is known beside the report. */
export type About = {
  /** When the run ended. */
  now: Date;
  /** What is left of the hour's requests to GitHub. */
  budget: Seen['budget'];
  /** What will fail one day if nobody does anything. */
  warnings: readonly string[];
};

/**
 * The report as Markdown, cut to what fits. What went wrong and what mends it come first: on a phone nothing else is seen.
 * What failed and what changed are the first rows, so that they are what stays.
 * In a long list what had nothing new is only counted.
 */
export function summaryMarkdown(report: Report, about: About): string {
  const { heads, rows } = reportTable(report);
  const { errors, warnings, notes } = remarksOn(report);
  const long = rows.length > ALL_TOLD;
  const told = long ? rows.length - countQuiet(report) : rows.length;
  const wrong = remarkList(errors, LINES);
  const others = remarkList([...warnings, ...(long ? [] : notes)], Math.max(0, LINES - errors.length));
  for (let shown = told; ; shown = Math.floor(shown / 2)) {
    const text = [
      headline(report.command, verdictLine(report)),
      ...[...about.warnings, ...shortLivedLines(report)].map((warning) => `> ⚠️ ${escapeMarkdown(warning)}\n`),
      ...wrong,
      ...(shown > 0 ? [markdownTable({ heads, rows: rows.slice(0, shown) })] : []),
      ...restText(rows.length - shown, rows.length - told),
      '',
      ...others,
      ...factLines(report, about),
      '',
    ].join('\n');
    // Without a row of the table it fits: 100 remarks of 1000 characters, escaped.
    if (Buffer.byteLength(text) <= LIMIT || shown === 0) return text;
  }
}

/** Remarks as a list with the line that ends it; nothing where there are none. What mends an error stands on a line of its own. */
function remarkList(remarks: readonly Remark[], most: number): string[] {
  if (remarks.length === 0) return [];
  const cut = (text: string, length: number) =>
    escapeMarkdown(text.length > length ? `${text.slice(0, length)}…` : text);
  const lines = remarks
    .slice(0, most)
    .map(
      ({ subject, text, hint }) =>
        `- **${escapeMarkdown(subject)}**: ${cut(text, TEXT)}${hint ? `<br>${cut(hint, MENDING)}` : ''}`,
    );
  const more = remarks.length - lines.length;
  return [...lines, ...(more > 0 ? [`- ... and ${more} more, which the log shows.`] : []), ''];
}

/** Repositories of which nothing was to be told. */
function countQuiet({ repositories }: Report): number {
  return repositories.filter((entry) => ('healthy' in entry ? entry.healthy : !entry.error && isQuiet(entry.status)))
    .length;
}

function restText(more: number, quiet: number): string[] {
  if (more === 0) return [];
  const others = more - quiet;
  const parts = [
    ...(others > 0 ? [`${others} more`] : []),
    ...(quiet > 0 ? [`${quiet} of which nothing is to be told`] : []),
  ];
  return [`\n... and ${parts.join(', and ')}.`];
}

/** What the stores hold, how old the newest snapshot is, how it grew, and what is left of GitHub's patience. */
function factLines({ held = [] }: Report, { now, budget }: About): string[] {
  const newest = held
    .flatMap(({ newest_at: at }) => at ?? [])
    .toSorted()
    .at(-1);
  const chart = dailyChart(held, now);
  const lines = [
    ...(newest
      ? [`Newest snapshot: ${newest}, ${formatDuration(Math.max(0, now.getTime() - Date.parse(newest)))} old`]
      : []),
    ...held
      .filter(({ snapshots }) => snapshots > 0)
      .map(
        ({ store, snapshots, bytes }) => `Held in ${store}: ${counted(snapshots, 'snapshot')}, ${formatBytes(bytes)}`,
      ),
    ...(budget
      ? [`GitHub requests left: ${budget.remaining} of ${budget.limit}, until ${isoSecond(budget.resetAt)}`]
      : []),
    // Another sign than that of the remarks, so that it is a list of its own.
  ].map((line) => `* ${escapeMarkdown(line)}`);
  return [...lines, ...(chart ? [`* Stored a day: ${chart}`] : [])];
}

/** The summary of a run that came to no report. */
export function failureMarkdown(command: string, { message, hint }: ErrorSummary): string {
  const lines = [...message.split('\n'), ...(hint ? [hint] : [])].slice(0, LINES);
  const text = lines.map((line) => escapeMarkdown(line.trim().slice(0, LINE_LENGTH))).join('<br>\n');
  return `${headline(command, 'FAILED')}\n${text}\n`;
}

function headline(command: string, verdict: string): string {
  return `### repo-backup ${escapeMarkdown(command)}\n\n**${escapeMarkdown(verdict)}**\n`;
}
