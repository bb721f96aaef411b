// A password that a user wrote where it does not belong is refused, and never repeated: logs are read by many.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { complaint, complaintIfAny, goodSync } from './parsing.ts';

const SECRET = 'ghp_S3cretValue';

test.each([
  `https://${SECRET}@git.example/acme/app.git`,
  `https://ada:${SECRET}@git.example/acme/app.git`,
  `http://:${SECRET}@127.0.0.1:8080/acme/app.git`,
  `ssh://ada:${SECRET}@git.example/acme/app.git`,
  `ftp://ada:${SECRET}@git.example/acme/app.git`,
  `https://ada:${SECRET}@git example/acme/app.git`,
  `https://ada:${SECRET}/x@git.example:port/acme/app.git`,
  `https://ada:${SECRET}@git.example/app`,
  `acme/app=https://ada:${SECRET}@git.example/x.git`,
  `app=https://ada:${SECRET}@git.example/x.git`,
])('%s', (entry) => {
  for (const command of ['sync', 'verify']) {
    if (command === 'verify' && /^[\w/]+=/.test(entry)) continue; // only the name counts there
    const said = complaint({ ...goodSync, command, repositories: entry });
    expect(said).not.toContain(SECRET);
    expect(said).toContain('repositories: ');
  }
});

test('a password in the server URL', () => {
  expect(complaint({ ...goodSync, 'server-url': `https://ada:${SECRET}@git.example` })).not.toContain(SECRET);
});

test.each([
  `s3://ada:${SECRET}@bucket/x`,
  `s3://${SECRET}@bucket`,
  `s3://AKIAIOSFODNN7EXAMPLE:${SECRET}`,
  `s3://bucket?secret-access-key=${SECRET}`,
  `s3://bucket?aws_session_token=${SECRET}&region=eu-central-1`,
  `s3://bucket?endpoint=https://ada:${SECRET}@s3.example`,
  `s3://bucket?endpoint=ada:${SECRET}@s3.example`,
  `s3://bucket?X-Amz-Signature=${SECRET}#${SECRET}`,
])('a secret in the address of a bucket: %s', (store) => {
  const said = complaint({ ...goodSync, store });
  expect(said).not.toContain(SECRET);
  expect(said).toContain('store: ');
});

// Some of these are no passwords to a URL: what matters is that a refusal does not repeat them, and that none crashes.
test('any user name, password and host', () => {
  const part = fc.string({ unit: fc.constantFrom(...'ab0.-_~%:/?#[]!$&()*+;= \\'.split('')), maxLength: 8 });
  const scheme = fc.constantFrom('https', 'http', 'ssh', 'ftp', 'git+ssh');
  fc.assert(
    fc.property(scheme, part, part, part, (kind, before, after, host) => {
      const entry = `${kind}://${before}:${SECRET}${after}@${host}`;
      expect(complaintIfAny({ ...goodSync, repositories: entry })).not.toContain(SECRET);
    }),
  );
});
