// A manifest is bounded, in bytes and in values: one of a hostile store must not take the memory of a whole run.
import { expect, test } from 'vitest';
import { MOST_TIPS, parseManifest, serialiseManifest } from '../../src/domain/manifest-text.ts';
import { publicHalf } from '../../src/domain/sealed.ts';
import { exampleManifest } from './manifests.ts';

// Of eight megabytes of `{},` each one was checked and complained of: four gigabytes, and the end of all other repositories.
test.each(['{}', '[]', '0', '['])(
  'a hundred thousand times %s in a manifest is refused before it is parsed',
  (value) => {
    const many = `[${`${value},`.repeat(100_000)}`;
    const text = serialiseManifest(exampleManifest()).replace('"chain": [', () => `"chain": ${many}`);
    const cause = expect.objectContaining({ message: 'it holds more than 100000 values' }) as Error;
    expect(() => parseManifest(text, 'x')).toThrow(expect.objectContaining({ kind: 'corrupt', cause }) as Error);
  },
);

test('a sealed manifest with all the tips that it may have can be read back, and a larger one is not written', () => {
  const sealing = (count: number) => {
    const tips = Array.from({ length: count }, () => 'ab'.repeat(32));
    const inner = serialiseManifest({ ...exampleManifest(), git: { ...exampleManifest().git, tips } });
    const sealed = { recipients: ['age1x'], sha256: 'ab'.repeat(32), manifest: Buffer.from(inner).toString('base64') };
    const archive = { name: 'snapshot-20261121-020000.tar.age', size: 200_000, sha256: 'ab'.repeat(32), members: [] };
    const shown = publicHalf(exampleManifest(), [archive]);
    return () => serialiseManifest({ ...shown, git: { ...shown.git, tips }, sealed });
  };
  expect(parseManifest(sealing(MOST_TIPS)(), 'x').git.tips).toHaveLength(MOST_TIPS);
  expect(sealing(2 * MOST_TIPS)).toThrow('too large to be read back');
});
