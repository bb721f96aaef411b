// The log on a terminal shows what a server says, and never lets it act on the screen or pose as ours.
import { expect, test } from 'vitest';
import { plain } from '../../src/domain/plain.ts';
import { terminalLog } from '../../src/terminal/log.ts';

function logOn({ isTTY, seconds = [0] }: { isTTY: boolean; seconds?: number[] }) {
  const written: string[] = [];
  const times = [...seconds];
  const now = () => new Date(1000 * ((times.length > 1 ? times.shift() : times[0]) ?? 0));
  return { log: terminalLog({ write: (text) => written.push(text), isTTY, columns: 40 }, now), written };
}

test('messages are lines; a warning says that it is one', () => {
  const { log, written } = logOn({ isTTY: false });
  log.info('looked at acme/app');
  log.warn('acme/app has moved');
  expect(written).toEqual(['looked at acme/app\n', 'warning: acme/app has moved\n']);
});

test('what a server says can neither clear the screen nor begin a line of its own', () => {
  const { log, written } = logOn({ isTTY: false });
  log.warn('remote: \u001B[2J\u001B]0;title\u0007busy\nOK: 1 stored\r\nOK: 2 stored');
  expect(written).toEqual(['warning: remote:   ]0;title busy\n  OK: 1 stored\n  OK: 2 stored\n']);
  expect(plain('\u009B31m\u007F\u202Eevil')).toBe('  evil');
});

test('progress rewrites one line where a person looks, and makes room for messages', () => {
  const { log, written } = logOn({ isTTY: true });
  log.progress(`receiving ${'x'.repeat(100)}`);
  log.progress('resolving');
  log.info('done');
  expect(written.join('')).toBe(`receiving ${'x'.repeat(29)}\r\u001B[Kresolving\r\u001B[Kdone\n`);
});

test('progress is told every ten seconds elsewhere: a quick run leaves no trace of it', () => {
  const { log, written } = logOn({ isTTY: false, seconds: [0, 9, 10, 10, 11, 19, 21, 21] });
  for (const text of ['after 9 s', 'after 10 s', 'after 11 s', 'after 19 s', 'after 21 s']) log.progress(text);
  expect(written).toEqual(['after 10 s\n', 'after 21 s\n']);
});
