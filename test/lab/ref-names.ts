// Every character and every form that git permits in the name of a ref.
import type { Repository } from './repositories.ts';
import { linearHistory } from './repository-shapes.ts';

/** Printable ASCII that `git check-ref-format` permits anywhere in a name; the slash parts folders. */
const legalCharacters = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index)).filter(
  (character) => !'~^:?*[\\/'.includes(character),
);

/** The names, as bytes: each legal character alone and between letters where that is allowed, UTF-8, raw bytes, odd forms. */
function oddRefNames(): Buffer[] {
  const alone = legalCharacters
    .filter((character) => character !== '.')
    .map((character) => `refs/heads/alone/${character}`);
  const inside = legalCharacters.map((character) => `refs/heads/inside/a${character}b`);
  const unicode = ['größe', '日本語', 'emoji-🎉', 'e\u0301-and-\u00e9', '\u200bzero-width', '\u2028line'].map(
    (name) => `refs/tags/${name}`,
  );
  const forms = [
    '@',
    '-dash',
    'HEAD',
    'refs/heads/main',
    'x.lock.y',
    '{',
    '}@',
    '%41',
    '%2e%2e',
    '$(id)',
    '`id`',
    ';&|<>',
    '"\'',
    '#!',
  ];
  const long = [`refs/heads/${'long/'.repeat(40)}end`, `refs/tags/${'n'.repeat(200)}`];
  const texts = [...alone, ...inside, ...unicode, ...forms.map((form) => `refs/heads/form/${form}`), ...long];
  const raw = Array.from({ length: 0x80 }, (_, index) =>
    Buffer.from(`refs/heads/raw/byte-${String.fromCharCode(0x80 + index)}`, 'latin1'),
  );
  return [...texts.map((name) => Buffer.from(name)), ...raw];
}

/** A repository that has them all, on three commits. */
export async function everyRefName(
  path: string,
): Promise<{ readonly repository: Repository; readonly names: Buffer[] }> {
  const repository = await linearHistory(path, 3);
  const names = oddRefNames();
  await repository.setRefs(names.map((name, index) => [name, `main~${index % 3}`] as const));
  await repository.pack();
  return { repository, names };
}
