// The name of a repository in front of a line is enough: what a message says of it again is left out.
import { expect, test } from 'vitest';
import { behindName } from '../../src/domain/behind-name.ts';

test.each([
  ['acme/app: the new snapshot is not whole', 'the new snapshot is not whole'],
  ['acme/app is private, and ./x is public', 'it is private, and ./x is public'],
  ['acme/app snapshot-20261121-020000.json is not JSON', 'snapshot-20261121-020000.json is not JSON'],
  [
    'acme/app was not pruned: acme/app snapshot-20261121-020000 is sealed',
    'it was not pruned: snapshot-20261121-020000 is sealed',
  ],
  ['acme/app snapshot-1 is cut; acme/app snapshot-2 is cut', 'snapshot-1 is cut; snapshot-2 is cut'],
])('%s', (message, read) => {
  expect(behindName('acme/app', message)).toBe(read);
});

test.each([
  ['of another one', 'acme/app-web is private'],
  ['of one whose name ends alike', 'my-acme/app snapshot-20261121-020000 is not whole'],
  ['of an address', 'https://github.com/acme/app is gone'],
  ['of what took over the name', 'what took over the name is kept as acme/app'],
  ['of several lines', 'the server said:\n  acme/app  is gone'],
])('what is said %s stays as it is', (_, message) => {
  expect(behindName('acme/app', message)).toBe(message);
});
