// What is half done is undone at the end of the program, however much of it there is.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const undo = fileURLToPath(new URL('../../src/system/undo.ts', import.meta.url));

function runProgram(lines: string) {
  const script = `import { undoAtExit } from ${JSON.stringify(undo)};\n${lines}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
}

test('many things at once are undone from the last to the first, also past one that fails, and nobody is told of a leak', () => {
  const { stdout, stderr, status } = runProgram(`
    const handles = Array.from({ length: 30 }, (_, index) => undoAtExit(() => {
      if (index === 15) throw new Error('this one fails');
      console.log(index);
    }));
    handles[29][Symbol.dispose]();
    await new Promise((resolve) => setImmediate(resolve));
    process.exit(7);
  `);
  const all = Array.from({ length: 29 }, (_, index) => index).filter((index) => index !== 15);
  expect(stdout.trim().split('\n').map(Number)).toEqual(all.toReversed());
  expect({ stderr, status }).toEqual({ stderr: '', status: 7 });
});

test('what is done is not undone', () => {
  const { stdout, status } = runProgram(`undoAtExit(() => console.log('undone'))[Symbol.dispose]();`);
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});
