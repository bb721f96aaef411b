// A server that does not stop telling: what it says is bounded before the memory is full.
import { expect, test } from 'vitest';
import { readPackets } from '../../src/git/pkt-line.ts';
import { listRefs, readCapabilities } from '../../src/git/wire.ts';
import { packet } from '../lab/pkt-lines.ts';

const ID = 'a'.repeat(40);
const lines = (...texts: string[]) => Buffer.concat(texts.map((text) => packet(`${text}\n`)));

/** The first piece, and then the same line again and again; counts how often it was asked for. */
function endless(first: Buffer, line: (at: number) => string) {
  const told = { lines: 0 };
  async function* stream(): AsyncGenerator<Buffer> {
    yield first;
    for (; told.lines < 100_000; told.lines += 1) yield lines(line(told.lines));
  }
  return { told, packets: () => readPackets(stream()) };
}

test('capabilities without end are not collected', async () => {
  const { told, packets } = endless(lines('version 2', 'ls-refs', 'fetch'), () => `fetch=${'x'.repeat(900)}`);
  await expect(readCapabilities(packets())).rejects.toMatchObject({ kind: 'unsupported' });
  expect(told.lines).toBeLessThan(1100);
});

test('refs without end are not collected: they are refused at the size that could not be read back', async () => {
  const { told, packets } = endless(lines(`${ID} refs/heads/main`), (at) => `${ID} refs/heads/${at} peeled:${ID}`);
  const error = { kind: 'unsupported', message: expect.stringContaining('more refs') as string };
  await expect(listRefs(packets, ['ls-refs', 'fetch'], 10_000)).rejects.toMatchObject(error);
  expect(told.lines).toBeLessThan(120);
});
