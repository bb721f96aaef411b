// Tables: rows of text lined up for a terminal, or written as Markdown.
import { plain } from '../domain/plain.ts';

/** A table: column heads and rows of cells. A column whose head ends in `>` is lined up to the right. */
export type Table = { heads: string[]; rows: string[][] };

/**
 * Lines up the columns with two spaces between. No trailing spaces. On a screen that is too narrow for them each row is
 * some lines: its first cell, and below it what else is known, by the heads.
 */
export function terminalTable({ heads, rows }: Table, columns = Infinity): string {
  const right = heads.map((head) => head.endsWith('>'));
  const names = heads.map(nameOf);
  const lines = [names, ...rows];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  if (widths.reduce((sum, width) => sum + GAP.length + width, -GAP.length) > columns)
    return rows.flatMap((row) => record(names, row, columns)).join('\n');
  const pad = (cell: string, column: number) =>
    right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return lines
    .map((line) =>
      names
        .map((_, column) => pad(line[column] ?? '', column))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

const GAP = '  ';

/** What a column is called. */
function nameOf(head: string): string {
  return head.replace(/>$/, '');
}

/** A row as lines that fit, as far as their words do. What is not known is left out. */
function record(names: readonly string[], row: readonly string[], columns: number): string[] {
  const [first = '', ...others] = row;
  const facts = others.flatMap((cell, at) => (cell === '-' ? [] : `${names[at + 1]?.toLowerCase()} ${cell}`));
  const lines: string[] = [];
  for (const fact of facts) {
    const longer = `${lines.at(-1)}${GAP}${fact}`;
    if (lines.length > 0 && longer.length <= columns) lines.splice(-1, 1, longer);
    else lines.push(`${GAP}${fact}`);
  }
  return [first, ...lines];
}

/** The table in GitHub's Markdown. Cells are text: nothing in them is read as markup. */
export function markdownTable({ heads, rows }: Table): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const names = heads.map(nameOf);
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
