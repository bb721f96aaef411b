// The messages of protocol v2: what is asked, and that no malformed, short or hostile answer is ever taken for a good one.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPackets } from '../../src/git/pkt-line.ts';
import { capability, fetchPack, listRefs, objectFormat, readCapabilities, type Exchange } from '../../src/git/wire.ts';
import { bandPacket, flushPacket, packet, parsePackets } from '../lab/pkt-lines.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const DELIMITER = Buffer.from('0001');
const CAPABILITIES = ['agent=git/2.39.5', 'ls-refs=unborn', 'fetch=shallow wait-for-done filter', 'object-format=sha1'];

async function* stream(...parts: Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}

/** A server that gives these bytes; `asked` sees the request as lines. */
function answering(data: Buffer, asked: (lines: string[]) => void = () => undefined): Exchange {
  return (request) => {
    asked(
      parsePackets(request).map((one) =>
        one.kind === 'data' ? one.payload.toString('latin1').replace(/\n$/, '') : one.raw.toString(),
      ),
    );
    return readPackets(stream(data));
  };
}

const lines = (...texts: string[]) => Buffer.concat(texts.map((text) => packet(`${text}\n`)));
const greeting = (...texts: string[]) => Buffer.concat([lines(...texts), flushPacket]);
const capabilities = (data: Buffer) => readCapabilities(readPackets(stream(data)));
const refs = (...texts: string[]) => listRefs(answering(greeting(...texts)), CAPABILITIES);

async function fetched(data: Buffer, request = { wants: [A], haves: [] as string[] }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of fetchPack(answering(data), CAPABILITIES, request)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

test('capabilities are read with and without the line of smart HTTP; only those that we use are remembered', async () => {
  const offered = ['version 2', ...CAPABILITIES, 'server-option', `x=${'y'.repeat(5000)}`, `agent=${'y'.repeat(5000)}`];
  expect(await capabilities(greeting(...offered))).toEqual(CAPABILITIES);
  const http = Buffer.concat([greeting('# service=git-upload-pack'), greeting(...offered)]);
  expect(await capabilities(http)).toEqual(CAPABILITIES);
  expect(capability(CAPABILITIES, 'fetch')).toBe('shallow wait-for-done filter');
  expect(capability(['fetch'], 'fetch')).toBe('');
  expect(capability(['fetchy=1'], 'fetch')).toBeUndefined();
  expect(objectFormat(['object-format=sha256'])).toBe('sha256');
  expect(objectFormat([])).toBe('sha1');
  expect(() => objectFormat(['object-format=sha9'])).toThrow(/unknown object format "sha9"/);
});

test.each([
  ['version 0', greeting(`${A} HEAD\0multi_ack side-band-64k`), 'protocol'],
  ['version 1', greeting('version 1', `${A} HEAD`), 'protocol'],
  ['an empty answer', Buffer.alloc(0), 'protocol'],
  ['nothing but a flush', flushPacket, 'protocol'],
  ['no ls-refs', greeting('version 2', 'fetch'), 'protocol'],
  ['no fetch', greeting('version 2', 'ls-refs'), 'protocol'],
  ['an ERR packet', lines('ERR access denied'), 'git'],
  ['a greeting without its end', lines('version 2', 'ls-refs', 'fetch'), 'unreachable'],
  ['a greeting that is cut in a line', greeting('version 2', 'ls-refs', 'fetch').subarray(0, 30), 'unreachable'],
])('a greeting with %s is no greeting', async (_, data, kind) => {
  await expect(capabilities(data)).rejects.toMatchObject({ name: 'BackupError', kind });
});

test('refs are read with peeled tags and HEAD, and sorted by bytes', async () => {
  let asked: string[] = [];
  const data = greeting(
    `${A} HEAD symref-target:refs/heads/main`,
    `${A} refs/heads/main`,
    `${B} refs/tags/v1 peeled:${A}`,
    `${B} refs/heads/b\xffyte`,
    `${B} refs/heads/Zoo`,
  );
  const set = await listRefs(
    answering(data, (lines) => (asked = lines)),
    CAPABILITIES,
  );
  expect(set).toEqual({
    head: 'refs/heads/main',
    headId: A,
    refs: [
      { name: 'refs/heads/Zoo', id: B },
      // The lab writes UTF-8: one character a byte is what the reader must give.
      { name: 'refs/heads/b\xc3\xbfyte', id: B },
      { name: 'refs/heads/main', id: A },
      { name: 'refs/tags/v1', id: B, peeled: A },
    ],
  });
  expect(asked).toEqual([
    'command=ls-refs',
    'agent=repo-backup',
    'object-format=sha1',
    '0001',
    'peel',
    'symrefs',
    'unborn',
    '0000',
  ]);
});

test('HEAD is told detached, unborn, and absent', async () => {
  expect(await refs(`${A} HEAD`)).toEqual({ head: A, headId: A, refs: [] });
  expect(await refs('unborn HEAD symref-target:refs/heads/new')).toEqual({
    head: 'refs/heads/new',
    headId: undefined,
    refs: [],
  });
  expect(await refs()).toEqual({ head: undefined, headId: undefined, refs: [] });
});

test('a symbolic ref that leads outside of refs/ is kept by its value', async () => {
  expect((await refs(`${A} refs/heads/alias symref-target:HEAD`)).refs).toEqual([{ name: 'refs/heads/alias', id: A }]);
});

test.each([
  'refs/heads/main',
  A,
  `${A.slice(1)} refs/heads/main`,
  `${A.toUpperCase()} refs/heads/main`,
  `${A} refs/../../etc/passwd`,
  `${A} refs/heads/../../x`,
  `${A} /etc/passwd`,
  `${A} refs//x`,
  `${A} refs/heads/`,
  `${A} refs/.hidden/x`,
  `${A} refs/heads/a\x01b`,
  `${A} config`,
  `${A} refs/tags/v1 peeled:${B.slice(1)}`,
  `${A} refs/tags/v1 peeled:`,
  `${A} HEAD symref-target:config`,
  `${A} HEAD symref-target:refs/../x`,
  'unborn HEAD symref-target:../x',
  'unborn HEAD',
  'unborn refs/heads/x',
  '',
  'version 2',
])('the ref line %j is refused: it could not be restored', async (line) => {
  await expect(refs(`${B} refs/heads/good`, line)).rejects.toMatchObject({ kind: 'protocol' });
});

test('a list of refs that is cut anywhere is never taken for a shorter list', async () => {
  const data = greeting(`${A} HEAD symref-target:refs/heads/main`, `${A} refs/heads/main`, `${B} refs/tags/v1`);
  await expect(listRefs(answering(Buffer.alloc(0)), CAPABILITIES)).rejects.toMatchObject({ kind: 'protocol' });
  for (let end = 1; end < data.length; end += 1) {
    await expect(listRefs(answering(data.subarray(0, end)), CAPABILITIES)).rejects.toMatchObject({
      kind: 'unreachable',
    });
  }
  await expect(listRefs(answering(Buffer.concat([DELIMITER, data])), CAPABILITIES)).rejects.toMatchObject({
    kind: 'protocol',
  });
  await expect(refs('ERR no such repository')).rejects.toMatchObject({ kind: 'git' });
});

const pack = Buffer.from('PACK and so on');
const answer = Buffer.concat([
  lines('packfile'),
  bandPacket(2, 'Counting objects: 1\r'),
  bandPacket(1, pack.subarray(0, 5)),
  bandPacket(1, ''),
  bandPacket(1, pack.subarray(5)),
  flushPacket,
]);

test('a pack comes out of its side-band, and the request says what is wanted', async () => {
  let asked: string[] = [];
  const progress: string[] = [];
  const exchange = answering(answer, (lines) => (asked = lines));
  const request = { wants: [A], haves: [B], depth: 1, filter: 'tree:0' };
  const chunks: string[] = [];
  for await (const chunk of fetchPack(exchange, ['fetch'], request, { onProgress: (line) => progress.push(line) }))
    chunks.push(chunk.toString());
  expect(chunks.join('')).toBe(pack.toString());
  expect(progress).toEqual(['Counting objects: 1']);
  expect(asked).toEqual([
    'command=fetch',
    '0001',
    'ofs-delta',
    'deepen 1',
    'filter tree:0',
    `want ${A}`,
    `have ${B}`,
    'done',
    '0000',
  ]);
  const acknowledged = Buffer.concat([lines('acknowledgments', `ACK ${B}`, 'ready'), DELIMITER, answer]);
  expect(await fetched(acknowledged)).toEqual(pack);
});

test('an answer with a pack that is cut at any byte throws, whatever came before', async () => {
  for (let end = 0; end < answer.length; end += 1) {
    await expect(fetched(answer.subarray(0, end))).rejects.toMatchObject({ kind: 'unreachable' });
  }
});

test.each([
  ['an ERR packet', lines('ERR upload-pack: not our ref x'), 'git', /not our ref x/],
  ['an ERR packet in the pack', Buffer.concat([lines('packfile'), lines('ERR out of memory')]), 'git', /out of memory/],
  ['a fatal error on band 3', Buffer.concat([lines('packfile'), bandPacket(3, 'défaut\n')]), 'git', /refused: défaut$/],
  ['an unknown band', Buffer.concat([lines('packfile'), packet('\u0004x'), flushPacket]), 'protocol', /side band 4/],
  ['an empty packet', Buffer.concat([lines('packfile'), packet(''), flushPacket]), 'protocol', /side band/],
  ['an unknown section', Buffer.concat([lines('packfile-uris'), flushPacket]), 'protocol', /instead of a pack/],
  ['no pack', flushPacket, 'protocol', /no pack/],
  ['acknowledgments alone', Buffer.concat([lines('acknowledgments', 'NAK'), flushPacket]), 'protocol', /no pack/],
  [
    'a shallow origin',
    Buffer.concat([lines('shallow-info', `shallow ${A}`), DELIMITER, answer]),
    'incomplete',
    /shallow/,
  ],
  ['a shallow origin in words', lines('ERR shallow file has changed'), 'incomplete', /shallow clone/],
])('%s in place of a pack is an error that says so', async (_, data, kind, message) => {
  await expect(fetched(data)).rejects.toMatchObject({
    kind,
    message: expect.stringMatching(message) as string,
  });
});

test('any bytes at all give packets, an error of ours, and an end', async () => {
  const someBytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(
      lines('packfile'),
      flushPacket,
      DELIMITER,
      bandPacket(1, 'PACK'),
      lines(`${A} refs/heads/x`),
      Buffer.from('0002'),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(someBytes, { maxLength: 8 }), async (parts) => {
      const data = Buffer.concat(parts);
      const outcomes = await Promise.allSettled([
        fetched(data),
        listRefs(answering(data), CAPABILITIES),
        capabilities(data),
      ]);
      const errors = outcomes.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).name] : []));
      expect(errors).toEqual(errors.map(() => 'BackupError'));
    }),
    { numRuns: 500 },
  );
});
