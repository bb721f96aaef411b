// What a user writes to say where a repository is, and that no secret in it is ever shown.
import { expect, test } from 'vitest';
import { nameOfAddress, parseAddress } from '../../src/git/address.ts';

test.each([
  ['https://github.com/acme/app.git', { kind: 'http', url: 'https://github.com/acme/app.git' }, 'acme/app'],
  ['https://github.com/acme/app/', { kind: 'http', url: 'https://github.com/acme/app' }, 'acme/app'],
  ['http://127.0.0.1:8080/x/y?a=b#c', { kind: 'http', url: 'http://127.0.0.1:8080/x/y' }, 'x/y'],
  ['https://u.github.io/acme/u.github.io.git', { kind: 'http' }, 'acme/u.github.io'],
  ['https://host/group/sub/app', { kind: 'http' }, 'sub/app'],
  ['https://host/app', { kind: 'http' }, undefined],
  ['git@github.com:acme/app.git', { kind: 'ssh', user: 'git', host: 'github.com', path: 'acme/app.git' }, 'acme/app'],
  ['host:/srv/git/app.git', { kind: 'ssh', user: undefined, host: 'host', path: '/srv/git/app.git' }, 'git/app'],
  ['ssh://git@host:2222/acme/app.git', { kind: 'ssh', user: 'git', port: '2222', path: '/acme/app.git' }, 'acme/app'],
  ['ssh://host/~ada/acme/a%20b.git', { kind: 'ssh', path: '~ada/acme/a b.git' }, 'acme/a b'],
  ['git+ssh://[::1]/acme/app', { kind: 'ssh', host: '::1' }, 'acme/app'],
  ['./repos/app.git', { kind: 'local', path: '/cwd/repos/app.git' }, 'repos/app'],
  ['/srv/acme/app/.git', { kind: 'local', path: '/srv/acme/app/.git' }, 'acme/app'],
  ['file:///srv/acme/a%20b.git', { kind: 'local', path: '/srv/acme/a b.git' }, 'acme/a b'],
  ['a/b:c', { kind: 'local', path: '/cwd/a/b:c' }, 'a/b:c'],
])('%s', (text, expected, name) => {
  const address = parseAddress(text, '/cwd');
  expect(address).toMatchObject(expected);
  expect(nameOfAddress(address)).toBe(name);
});

test.each([
  'https://ada:hunter2@host/acme/app',
  'https://hunter2@host/acme/app',
  'https://ada:hunter2@host:port/acme/app',
  'https://ada:hunt/er2hunter2@host:port/acme/app',
  'ssh://ada:hunter2@host/acme/app',
  'ssh://ada:hunter2@host:port/acme/app',
  'ftp://ada:hunter2@host/acme/app',
])('%s is refused without showing its secret', (text) => {
  expect(() => parseAddress(text, '/cwd')).toThrow(expect.objectContaining({ kind: 'usage' }) as Error);
  expect(() => parseAddress(text, '/cwd')).toThrow(/^(?!.*hunter2)/s);
});

test.each([
  'https://',
  'https://host:port/x/y',
  'https://host/%zz/app',
  'ssh://',
  'ssh://host',
  'ssh://host/%zz/app',
  'file://elsewhere/srv/app',
  'gopher://host/acme/app',
  'ssh://-oProxyCommand=id/acme/app',
  '-oProxyCommand=id:acme/app',
  'ssh://-oProxyCommand=id@host/acme/app',
  'ssh://%2doProxyCommand=id@host/acme/app',
  'host:-upload-pack',
])('%s is no address, and that is no bug', (text) => {
  expect(() => parseAddress(text, '/cwd')).toThrow(expect.objectContaining({ kind: 'usage' }) as Error);
});
