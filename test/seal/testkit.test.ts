// The test vectors of the age project (C2SP/CCTV): what must open opens to the very bytes, what must not is refused.
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import * as kit from 'cctv-age';
import { describe, expect, test } from 'vitest';
import { isKind } from '../../src/domain/errors.ts';
import { openBytes } from '../../src/seal/file.ts';
import { openKeys } from '../../src/seal/keys.ts';

type Vector = { fields: Map<string, string[]>; file: Buffer };

/** A vector is a block of `name: value` lines, an empty line, and the file. */
function readVector(bytes: Uint8Array): Vector {
  const all = Buffer.from(bytes);
  const cut = all.indexOf('\n\n');
  const fields = new Map<string, string[]>();
  for (const line of all.toString('utf8', 0, cut).split('\n')) {
    const [name = '', value = ''] = line.split(/: (.*)/s);
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  const file = all.subarray(cut + 2);
  return { fields, file: fields.has('compressed') ? inflateSync(file) : file };
}

async function open({ fields, file }: Vector): Promise<string> {
  const keys = await openKeys({
    identities: fields.get('identity') ?? [],
    passphrase: fields.get('passphrase')?.[0],
  });
  try {
    const plain = await openBytes(keys, file, 'vector');
    return plain ? createHash('sha256').update(plain).digest('hex') : 'no match';
  } catch (error) {
    if (isKind(error, 'corrupt')) return 'refused';
    throw error;
  }
}

/** What a vector asks for: the digest of its bytes, no match, or whichever failure. */
function outcome({ fields }: Vector): string {
  const [wanted = ''] = fields.get('expect') ?? [];
  if (wanted === 'success') return fields.get('payload')?.[0] ?? '';
  return wanted === 'no match' ? wanted : 'refused';
}

const vectors = Object.entries(kit as unknown as Record<string, Uint8Array>)
  .filter(([name]) => name !== 'default')
  .map(([name, bytes]): [string, Vector] => [name, readVector(bytes)])
  // What we store is never armored; an armored file is refused whatever is in it.
  .filter(([, { fields }]) => !fields.has('armored'));

describe('the vectors of the age project', () => {
  test('are all there', () => expect(vectors.length).toBeGreaterThan(100));

  test.each(vectors)('%s', async (_name, vector) => {
    expect(await open(vector)).toBe(outcome(vector));
  });
});
