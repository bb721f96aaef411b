// The job summary: the verdict, a table that fits whatever GitHub takes, and what went wrong with its mending.
import type { Report } from '../commands/report.ts';
import type { ErrorSummary } from '../domain/errors.ts';
import { escapeMarkdown, markdownTable } from '../report/table.ts';
import { remarks, reportTable, troubles, verdictLine } from '../report/text.ts';

/** GitHub drops a step's summary whole above 1 MiB; half of it leaves room for other steps of the job. Bytes. */
const LIMIT = 512 * 1024;
/** A run with more repositories than this lists what went wrong, and not what went well. */
const ALL_TOLD = 50;
/** Lines below the table, and characters of each, at most. The log has them whole. */
const LINES = 100;
const LINE_LENGTH = 1000;

/** The report as Markdown, cut to what fits: failed repositories are the first rows, so that they are what stays. */
export function summaryMarkdown(report: Report): string {
  const { heads, rows } = reportTable(report);
  const { errors, warnings } = troubles(report);
  const lines = rows.length > ALL_TOLD ? [...errors, ...warnings] : remarks(report);
  for (let shown = rows.length; ; shown = Math.floor(shown / 2)) {
    const more = rows.length - shown;
    const text = [
      headline(report.command, verdictLine(report)),
      markdownTable({ heads, rows: rows.slice(0, shown) }),
      ...(more > 0 ? [`\n... and ${more} more repositories.`] : []),
      '',
      ...lines.slice(0, LINES).map((line) => `- ${escapeMarkdown(line.slice(0, LINE_LENGTH))}`),
      ...(lines.length > LINES ? [`- ... and ${lines.length - LINES} more, which the log shows.`] : []),
      '',
    ].join('\n');
    // Without a row of the table it fits: 100 lines of 1000 characters, escaped.
    if (Buffer.byteLength(text) <= LIMIT || shown === 0) return text;
  }
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
