// Tables: rows of text lined up for a terminal, or written as Markdown.
import { plain } from '../domain/plain.ts';

/** A table: column heads and rows of cells. A column whose head ends in `>` is lined up to the right. */
export type Table = { heads: string[]; rows: string[][] };

/** Lines up the columns with two spaces between. No trailing spaces. */
export function terminalTable({ heads, rows }: Table): string {
  const right = heads.map((head) => head.endsWith('>'));
  const names = heads.map((head) => head.replace(/>$/, ''));
  const lines = [names, ...rows];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const pad = (cell: string, column: number) =>
    right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return lines
    .map((line) =>
      names
        .map((_, column) => pad(line[column] ?? '', column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The table in GitHub's Markdown. Cells are text: nothing in them is read as markup. */
export function markdownTable({ heads, rows }: Table): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const names = heads.map((head) => head.replace(/>$/, ''));
  const rule = heads.map((head) => (head.endsWith('>') ? '---:' : '---'));
  return [line(names), line(rule), ...rows.map((row) => line(row.map(escapeMarkdown)))].join('\n');
}

// Signs that begin markup, HTML, formulas, mentions or (the colon) links and emoji.
const MARKUP = /[&<>$@:\\`*_{}[\]|~#!]/g;
// GitHub makes a link of it without any sign (GFM 6.9).
const LINK = /w(?=ww\.)/gi;
// GitHub looks for people, teams and issues once Markdown is read, when a character reference is a sign again. An
// invisible space behind the sign is what Renovate and Dependabot keep it from with. Addresses (git@host) need none.
const REFERENCE = /(?<!\w)@(?=\w)|#(?=\d)/g;
const PARTED = '\u200B';

/** Text that Markdown and HTML show as it is, on one line. A character reference never begins markup (CommonMark 6.4). */
export function escapeMarkdown(text: string): string {
  const escape = (sign: string) => `&#${sign.charCodeAt(0)};`;
  return plain(text)
    .replace(REFERENCE, `$&${PARTED}`)
    .replace(MARKUP, escape)
    .replace(LINK, escape)
    .replace(/\s*\n\s*/g, ' ');
}
