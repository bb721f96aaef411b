// Tables line up on a terminal, and in Markdown no cell can break out of its table.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plain } from '../../src/domain/plain.ts';
import { escapeMarkdown, markdownTable, terminalTable } from '../../src/report/table.ts';

test('columns line up, numbers to the right, without blanks at the end', () => {
  const table = {
    heads: ['NAME', 'BYTES>', 'NOTE'],
    rows: [
      ['a', '1'],
      ['long name', '1000', 'x'],
    ],
  };
  expect(terminalTable(table)).toBe(['NAME       BYTES  NOTE', 'a              1', 'long name   1000  x'].join('\n'));
});

const sign = fc.oneof(
  fc.constantFrom(...'&<>$@:\\`*_{}[]|~#! \r\n\t'.split('')),
  fc.nat({ max: 0xd7ff }).map((code) => String.fromCharCode(code)),
);
const anyText = fc.string({ unit: sign });

test('a table without rows is its heads', () => {
  expect(terminalTable({ heads: ['A', 'B>'], rows: [] })).toBe('A  B');
  expect(markdownTable({ heads: ['A', 'B>'], rows: [] })).toBe('| A | B |\n| --- | ---: |');
});

test('every line of a terminal table begins its columns at the same places', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '7', '-'), minLength: 1, maxLength: 9 });
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1 });
  fc.assert(
    fc.property(rows, (cells) => {
      const lines = terminalTable({ heads: ['A', 'B', 'C'], rows: cells }).split('\n');
      const widths = [0, 1, 2].map((column) => Math.max(1, ...cells.map((row) => row[column]?.length ?? 0)));
      const [first = 0, second = 0] = widths;
      for (const line of lines) {
        expect(line.slice(first, first + 2)).toBe('  ');
        expect(line.slice(first + 2 + second, first + second + 4)).toBe('  ');
      }
    }),
  );
});

test.each([
  ['<img src=x onerror=alert(1)>', '&#60;img src=x onerror=alert(1)&#62;'],
  ['a|b', 'a&#124;b'],
  ['`rm`', '&#96;rm&#96;'],
  ['[x](javascript:1)', '&#91;x&#93;(javascript&#58;1)'],
  ['![x](y)', '&#33;&#91;x&#93;(y)'],
  ['my_repo **x** ~~y~~', 'my&#95;repo &#42;&#42;x&#42;&#42; &#126;&#126;y&#126;&#126;'],
  ['&lt; \\', '&#38;lt; &#92;'],
  ['@ada #1 $x$ :tada:', '&#64;\u200Bada &#35;\u200B1 &#36;x&#36; &#58;tada&#58;'],
  ['git@git.example:a/b #x', 'git&#64;git.example&#58;a/b &#35;x'],
  ['\u001B[31mred\u001B[0m \u202Eback\u202C', ' red  back'],
  ['https://evil.example', 'https&#58;//evil.example'],
  ['see www.evil.example or WWW.evil.example', 'see &#119;ww.evil.example or &#87;WW.evil.example'],
  ['one\ntwo \r\n three\rfour', 'one two three four'],
])('%j is shown as it is', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test('any text is one line without a sign that Markdown or HTML would act on, and reads back as it was', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escapeMarkdown(text);
      expect(escaped.replaceAll(/&#\d+;/g, '')).not.toMatch(/[&<>$@:\\`*_{}[\]|~#!\r\n]/);
      const read = escaped.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
      expect(read.replaceAll('\u200B', '')).toBe(plain(text).replaceAll(/\s*\n\s*/g, ' '));
      // GitHub's own rule of who is meant (github/html-pipeline, mention_filter.rb), on the text as it is shown.
      expect(read).not.toMatch(/(?:^|\W)@[a-z0-9]/i);
      expect(read).not.toMatch(/#\d/);
    }),
  );
});

test('a cell of a Markdown table stays one cell', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 2, maxLength: 2 }), (cells) => {
      const row = markdownTable({ heads: ['A', 'B'], rows: [cells] }).split('\n');
      expect(row).toHaveLength(3);
      expect(row[2]?.split('|')).toHaveLength(4);
    }),
  );
});
