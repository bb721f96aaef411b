// Which servers may get the token: the one it was given for, and no other that an answer names.
import { expect, test } from 'vitest';
import { isUploadAddress } from '../../src/github/server.ts';

test.each([
  ['https://uploads.github.com/repos/acme/app/releases/1/assets', 'https://api.github.com'],
  ['https://uploads.acme.ghe.com/repos/acme/app/releases/1/assets', 'https://api.acme.ghe.com'],
  ['https://git.acme.example/api/uploads/repos/acme/app/releases/1/assets', 'https://git.acme.example/api/v3'],
  ['http://127.0.0.1:8080/api/uploads', 'http://127.0.0.1:8080'],
])('assets may go to %s, which %s tells', (address, api) => {
  expect(isUploadAddress(address, api)).toBe(true);
});

test.each([
  ['https://uploads.github.com.evil.example/repos', 'https://api.github.com'],
  ['https://evil.example/uploads.github.com', 'https://api.github.com'],
  ['http://uploads.github.com/repos', 'https://api.github.com'],
  ['https://api.github.com@evil.example/', 'https://api.github.com'],
  ['/repos/acme/app', 'https://api.github.com'],
])('the token does not go to %s', (address, api) => {
  expect(isUploadAddress(address, api)).toBe(false);
});
