// The job summary: the verdict, a table that fits whatever GitHub takes, and what went wrong with its mending.
import type { Report } from '../commands/report.ts';
import { escapeMarkdown, markdownTable } from '../report/table.ts';
import { remarks, reportTable, verdictLine } from '../report/text.ts';

/** GitHub drops a step's summary whole above 1 MiB; half of it leaves room for other steps of the job. Bytes. */
const LIMIT = 512 * 1024;

/** The report as Markdown, cut to what fits: rows first come failed and changed, so that is what stays. */
export function summaryMarkdown(report: Report): string {
  const { heads, rows } = reportTable(report);
  const head = `### repo-backup ${report.command}\n\n**${escapeMarkdown(verdictLine(report))}**\n`;
  const notes = remarks(report).map((line) => `- ${escapeMarkdown(line)}`);
  for (let shown = rows.length; ; shown = Math.floor(shown / 2)) {
    const more = rows.length - shown;
    const text = [
      head,
      markdownTable({ heads, rows: rows.slice(0, shown) }),
      ...(more > 0 ? [`\n... and ${more} more repositories.`] : []),
      '',
      ...notes.slice(0, Math.max(shown, 20)),
      '',
    ].join('\n');
    if (Buffer.byteLength(text) <= LIMIT || shown === 0) return text.slice(0, LIMIT);
  }
}
