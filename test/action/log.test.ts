// The log of a step: GitHub's runner obeys lines that look like commands, so none of ours may come from a server.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { inert, stepLog } from '../../src/action/log.ts';
import { stepLog as runnerLog } from '../lab/runner-commands.ts';

test.each([
  '::error::pwned',
  '  ::add-mask::acme',
  'fatal: no\n::set-output name=verdict::ok',
  'fatal: no\r::warning::pwned',
  '\t::stop-commands::x',
  '\u00A0::error::pwned',
  // .NET compares as people read, and passes over what nobody sees.
  '\u200B::error::pwned',
  ':\u00AD:error::pwned',
])('%j is text to the runner', (line) => {
  const runner = runnerLog([]);
  for (const one of inert(line).split('\n')) runner.write(one);
  expect([...runner.annotations, ...runner.masks]).toEqual([]);
  expect(runner.lines).toHaveLength(inert(line).split('\n').length);
});

test('the older form of commands, which may stand anywhere in a line, is text too', () => {
  expect(inert('fatal: ##[add-path]/evil #\u200B#[x]')).toBe('fatal: ## [add-path]/evil ## [x]');
});

test('whatever is logged, the runner prints every line and obeys none', () => {
  const piece = fc.oneof(
    fc.string({ unit: fc.nat({ max: 0xd7ff }).map((code) => String.fromCharCode(code)) }),
    fc.constantFrom('::error::x', '\n', '\r\n', ' ', '##[group]'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const lines = inert(pieces.join('')).split(/\r?\n/);
      const runner = runnerLog([]);
      for (const line of lines) runner.write(line);
      expect(runner.lines).toEqual(lines);
      expect(lines.join('\n')).not.toContain('##[');
    }),
  );
});

test('an ordinary line is left as it is', () => {
  const line = 'acme/app: looked up git::http at https://[::1]:80/ (##)';
  expect(inert(line)).toBe(line);
});

test('messages, warnings and, every ten seconds, progress', () => {
  const written: string[] = [];
  const seconds = [0, 9, 10, 10, 11];
  const log = stepLog(
    (line) => written.push(line),
    () => new Date(1000 * (seconds.shift() ?? 0)),
  );
  log.info('one');
  log.warn('two');
  for (const text of ['after 9 s', 'after 10 s', 'after 11 s']) log.progress(text);
  expect(written).toEqual(['one', 'warning: two', 'after 10 s']);
});
