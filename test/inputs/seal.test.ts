// The inputs of encryption: what is meant is read, what is doubtful is refused, and no secret is repeated.
import { expect, test } from 'vitest';
import { complaint, goodSync, parse } from './parsing.ts';

const ALICE = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const BOB = 'age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z';
const KEY = 'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQS';
const WORDS = 'oboe lantern quarry fresco';
const restore = { command: 'restore', repositories: 'acme/app', store: './backups', to: './back.git' };

test('one recipient or many, one a line or separated by commas', () => {
  expect(parse({ ...goodSync, 'encrypt-to': ALICE }).encryptTo).toEqual({ kind: 'keys', keys: [ALICE] });
  const many = `# ours\n${ALICE},\n${BOB}\n`;
  expect(parse({ ...goodSync, 'encrypt-to': many }).encryptTo).toEqual({ kind: 'keys', keys: [ALICE, BOB] });
});

test('nothing leaves snapshots readable', () => {
  expect(parse(goodSync)).toMatchObject({ encryptTo: undefined, secrets: undefined });
  expect(parse(restore)).toMatchObject({ encryptTo: undefined, secrets: undefined });
});

test('the word `none`, and it alone, leaves snapshots readable on purpose', () => {
  expect(parse({ ...goodSync, 'encrypt-to': 'none\n' }).encryptTo).toEqual({ kind: 'none' });
});

test('the word `passphrase` seals with the passphrase', () => {
  const settings = parse({ ...goodSync, 'encrypt-to': 'passphrase', passphrase: `${WORDS}\n` });
  expect(settings.encryptTo).toEqual({ kind: 'passphrase', passphrase: WORDS });
});

test('an identity is the text of a key file', () => {
  const text = `# created: 2026-11-21T02:00:00Z\n# public key: ${ALICE}\n${KEY}\n`;
  expect(parse({ ...restore, identity: text }).secrets).toEqual({ identities: [KEY], passphrase: undefined });
  expect(parse({ ...restore, passphrase: WORDS }).secrets).toEqual({ identities: [], passphrase: WORDS });
});

test.each([
  ['a key that is none', { 'encrypt-to': `${ALICE},ssh-ed25519` }, 'entry 2 is not the public key of an age identity'],
  ['a secret key in its place', { 'encrypt-to': KEY }, 'this is a secret key; a backup takes the public one'],
  ['a passphrase in its place', { 'encrypt-to': WORDS }, 'entry 1 is not the public key'],
  ['both kinds', { 'encrypt-to': `${ALICE},passphrase`, passphrase: WORDS }, 'cannot be mixed'],
  ['a key beside `none`', { 'encrypt-to': `none,${ALICE}` }, '`none` cannot be mixed'],
  ['both words', { 'encrypt-to': 'none,passphrase', passphrase: WORDS }, '`none` cannot be mixed'],
  ['a passphrase beside `none`', { 'encrypt-to': 'none', passphrase: WORDS }, 'nothing says that it seals'],
  ['a passphrase that is missing', { 'encrypt-to': 'passphrase' }, 'it says `passphrase`, and none is given'],
  ['a short passphrase', { 'encrypt-to': 'passphrase', passphrase: 'oboelantern' }, 'less than 12 characters'],
  ['a passphrase that nothing uses', { passphrase: WORDS }, 'nothing says that it seals the snapshots'],
  ['an identity, which no backup needs', { identity: KEY }, 'identity: sync does not read it'],
])('a backup refuses %s', (_what, inputs, said) => {
  const text = complaint({ ...goodSync, ...inputs });
  expect(text).toContain(said);
  expect(text).not.toMatch(/QQQQ|lantern/);
});

test.each([
  ['what is no identity', { identity: ALICE }, 'something that is not an age identity'],
  ['a key file that is encrypted', { identity: '-----BEGIN AGE ENCRYPTED FILE-----\nYWdl' }, 'is itself encrypted'],
  ['recipients', { 'encrypt-to': ALICE }, 'encrypt-to: restore does not read it'],
])('a restore refuses %s', (_what, inputs, said) => {
  expect(complaint({ ...restore, ...inputs })).toContain(said);
});
