// The address of a release store: what it means, and that nothing in it is guessed at or passed over.
import { expect, test } from 'vitest';
import { parseReleaseAddress } from '../../../src/stores/release/address.ts';

test('a repository, whose releases are published unless it says otherwise', () => {
  const address = 'release:acme/my.backups';
  expect(parseReleaseAddress(address)).toEqual({ address, owner: 'acme', repo: 'my.backups', draft: false });
  expect(parseReleaseAddress(`${address}?draft=true`)).toMatchObject({ draft: true });
  expect(parseReleaseAddress(`${address}?draft=false`)).toMatchObject({ draft: false });
});

test.each([
  ['release:', 'the repository that holds the releases is missing'],
  ['release:acme', '"acme" is not owner/name'],
  ['release:acme/app/x', '"acme/app/x" is not owner/name'],
  ['release:acme/..', '"acme/.." is not owner/name'],
  ['release:-acme/app', '"-acme/app" is not owner/name'],
  ['release://acme/app', '"//acme/app" is not owner/name'],
  ['release:acme/app#x', '"#" has no meaning in it'],
  ['release:acme/app?draft=yes', 'draft is neither true nor false'],
  ['release:acme/app?draft=true&draft=false', 'draft is given twice'],
  ['release:acme/app?drafts=true', '"drafts" is no parameter of it; there is draft'],
])('%s is refused: %s', (address, problem) => {
  expect(() => parseReleaseAddress(address)).toThrow(problem);
});

test('all that is wrong is told at once, with an address that would be right', () => {
  expect(() => parseReleaseAddress('release:acme?draft=1&x=2#y')).toThrow(
    /is not owner\/name; "#" has no meaning in it; "x" is no parameter of it; there is draft; draft is neither true nor false/,
  );
  expect(() => parseReleaseAddress('release:')).toThrow(
    expect.objectContaining({
      kind: 'usage',
      hint: expect.stringContaining('release:owner/name?draft=true') as string,
    }),
  );
});
