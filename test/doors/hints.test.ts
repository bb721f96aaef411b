// Hints are read at both doors: whoever uses the Action has no flags to check.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { declaredInputs } from '../../src/inputs/declared.ts';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));
/** What is meant for a command line, and says so: the command line's own files, a release's notes, and where a key's file is named. */
const FOR_THE_COMMAND_LINE = /^(terminal\/|inputs\/|stores\/release\/notes\.ts|vault\/seal\.ts)/;

test('no hint sends a user of the Action to a flag: what is to be changed goes by the name of the input', async () => {
  const flag = new RegExp(`--(${declaredInputs.map(({ name }) => name).join('|')})\\b`);
  const files = (await readdir(SOURCES, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !FOR_THE_COMMAND_LINE.test(file),
  );
  expect(files.length).toBeGreaterThan(100);
  const found = await Promise.all(
    files.map(async (file) => {
      const lines = (await readFile(join(SOURCES, file), 'utf8')).split('\n');
      return lines
        .filter((line) => !/^\s*(\/\/|\*|\/\*\*)/.test(line) && flag.test(line))
        .map((line) => `${file}: ${line.trim()}`);
    }),
  );
  expect(found.flat()).toEqual([]);
});
