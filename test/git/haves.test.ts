// What is claimed as `have`: the likeliest first, never more than a server can look up at once, nothing that is not ours.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseHaves, chooseTips } from '../../src/git/haves.ts';

const ref = (name: string, id: string) => ({ name, id });

test('HEAD first, then what has moved or gone, then branches, then the last of the others', () => {
  const old = {
    headId: 'head',
    refs: [
      ref('refs/heads/gone', 'gone'),
      ref('refs/heads/moved', 'before'),
      ref('refs/heads/same', 'same'),
      ref('refs/tags/moved', 'old tag'),
      ref('refs/tags/v1', 'tag'),
    ],
  };
  const now = [
    ref('refs/heads/moved', 'after'),
    ref('refs/heads/same', 'same'),
    ref('refs/tags/moved', 'new tag'),
    ref('refs/tags/v1', 'tag'),
  ];
  expect(chooseHaves(old, now)).toEqual(['head', 'gone', 'before', 'old tag', 'same', 'tag']);
  expect(chooseHaves({ refs: [], headId: undefined }, now)).toEqual([]);
});

test('of 30,000 tags that stay only the last ones are claimed, and of 30,000 branches as many as a server bears', () => {
  const many = (folder: string) =>
    Array.from({ length: 30_000 }, (_, index) =>
      ref(`${folder}/${String(index).padStart(5, '0')}`, `${folder}${index}`),
    );
  const tags = many('refs/tags');
  expect(chooseHaves({ refs: tags, headId: undefined }, tags)).toEqual(tags.slice(-256).map(({ id }) => id));
  const branches = many('refs/heads');
  expect(chooseHaves({ refs: branches, headId: 'head' }, branches)).toHaveLength(2048);
  expect(
    chooseTips(
      branches.map(({ id }) => id),
      [],
    ),
  ).toHaveLength(2048);
});

test('of tips without names what no ref has any more comes first, for that is what has moved, then the branches', () => {
  const now = [ref('refs/heads/a', '3'), ref('refs/heads/b', 'new'), ref('refs/tags/t', '2')];
  expect(chooseTips(['1', '2', '3'], now)).toEqual(['1', '3', '2']);
});

test('a long chain of moved tips leaves room for the branches that are there, and a moved one among many is claimed', () => {
  const ids = (count: number, what: string) => Array.from({ length: count }, (_, index) => `${what} ${index}`);
  const branches = ids(3000, 'branch').map((id) => ref(`refs/heads/${id}`, id));
  const stay = branches.map(({ id }) => id);
  const some = chooseTips([...ids(3000, 'old'), ...stay], branches);
  expect([some.length, some[0], some[1024]]).toEqual([2048, 'old 0', 'branch 0']);
  expect(chooseTips([...stay, 'moved'], branches)).toContain('moved');
});

test('only what the earlier state holds is ever claimed, once each', () => {
  const refs = fc.uniqueArray(fc.tuple(fc.constantFrom('refs/heads/', 'refs/tags/'), fc.nat(20), fc.nat(5)), {
    selector: ([folder, name]) => folder + name,
  });
  const state = refs.map((all) => all.map(([folder, name, id]) => ref(`${folder}${name}`, `id-${id}`)));
  fc.assert(
    fc.property(state, state, (old, now) => {
      const haves = chooseHaves({ refs: old, headId: undefined }, now);
      expect(new Set(haves)).toEqual(new Set(old.map(({ id }) => id)));
      expect(haves).toHaveLength(new Set(haves).size);
    }),
  );
});
