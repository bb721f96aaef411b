// The address of an S3 store: what it means, and that nothing in it is guessed at or passed over.
import { expect, test } from 'vitest';
import { BackupError } from '../../src/domain/errors.ts';
import { parseS3Address } from '../../src/stores/s3/address.ts';

function complaint(address: string): string {
  try {
    parseS3Address(address);
  } catch (error) {
    if (error instanceof BackupError && error.kind === 'usage') return error.message;
    throw error;
  }
  throw new Error(`${address} was taken without a complaint`);
}

test('a bucket alone leaves everything to the environment', () => {
  expect(parseS3Address('s3://backups')).toEqual({
    address: 's3://backups',
    bucket: 'backups',
    prefix: '',
    region: undefined,
    endpoint: undefined,
    pathStyle: undefined,
    storageClass: undefined,
    lock: undefined,
  });
});

test('every parameter says what it says', () => {
  const address =
    's3://my.bucket-1/a/b.c/?region=eu-central-1&endpoint=https://S3.example:9000/&path-style=false' +
    '&storage-class=STANDARD_IA&object-lock-mode=compliance&object-lock-days=35';
  expect(parseS3Address(address)).toEqual({
    address,
    bucket: 'my.bucket-1',
    prefix: 'a/b.c/',
    region: 'eu-central-1',
    endpoint: 'https://s3.example:9000',
    pathStyle: false,
    storageClass: 'STANDARD_IA',
    lock: { mode: 'COMPLIANCE', days: 35 },
  });
});

test.each([
  ['s3://b1b', ''],
  ['s3://b1b/', ''],
  ['s3://b1b/x', 'x/'],
  ['s3://b1b/x/', 'x/'],
  ['S3://b1b/X/y', 'X/y/'],
])('the prefix of %s is %j', (address, prefix) => {
  expect(parseS3Address(address).prefix).toBe(prefix);
});

test('days without a mode lock as governance, which an administrator can lift', () => {
  expect(parseS3Address('s3://bucket?object-lock-days=1').lock).toEqual({ mode: 'GOVERNANCE', days: 1 });
});

test.each([
  ['regoin', 'region'],
  ['Region', 'region'],
  ['endpoint-url', 'endpoint'],
  ['endpoint_url', 'endpoint'],
  ['pathStyle', 'path-style'],
  ['force-path-style', 'path-style'],
  ['storageClass', 'storage-class'],
  ['class', 'storage-class'],
  ['object-lock', 'object-lock-mode'],
  ['lock-days', 'object-lock-days'],
  ['objectLockDays', 'object-lock-days'],
])('%s is refused, and %s suggested', (wrong, right) => {
  expect(complaint(`s3://bucket?${wrong}=x`)).toContain(`"${wrong}" is no parameter of it. Did you mean ${right}?`);
});

test('a parameter that resembles none is answered with the list', () => {
  expect(complaint('s3://bucket?acl=private')).toContain('There are region, endpoint, path-style');
});

test.each([
  ['s3://', 'the bucket is missing'],
  ['s3:bucket', 'the bucket is missing'],
  ['s3:///backups', 'the bucket is missing'],
  ['s3://Bucket', '"Bucket" is no bucket'],
  ['s3://ab', '"ab" is no bucket'],
  ['s3://bucket:9000', 'a port belongs to the server'],
  ['s3://bucket/../other', 'the prefix may hold'],
  ['s3://bucket//x', 'the prefix may hold'],
  ['s3://bucket/a b', 'the prefix may hold'],
  ['s3://bucket/a%2Fb', 'the prefix may hold'],
  ['s3://bucket#x', '"#" has no meaning'],
  ['s3://bucket?region=', 'region has no value'],
  ['s3://bucket?region=a&region=b', 'region is given twice'],
  ['s3://bucket?region=eu central', 'is no region'],
  ['s3://bucket?endpoint=s3.example', 'endpoint is no http or https URL'],
  ['s3://bucket?endpoint=ftp://s3.example', 'endpoint is no http or https URL'],
  ['s3://bucket?endpoint=https://s3.example?x=1', 'endpoint is no http or https URL'],
  ['s3://bucket?path-style=yes', 'neither true nor false'],
  ['s3://bucket?storage-class=standard_ia', 'is no storage class'],
  ['s3://bucket?storage-class=GLACIER', 'cannot be read at once'],
  ['s3://bucket?storage-class=DEEP_ARCHIVE', 'cannot be read at once'],
  ['s3://bucket?object-lock-days=0', 'is no object lock days'],
  ['s3://bucket?object-lock-days=1.5', 'is no object lock days'],
  ['s3://bucket?object-lock-days=3&object-lock-mode=forever', 'is no object lock mode'],
  ['s3://bucket?object-lock-mode=governance', 'object-lock-mode needs a time'],
  ['s3://ada:secret@bucket', 'credentials do not belong into an address'],
  ['s3://bucket?access-key=AKIA', 'credentials do not belong into an address'],
])('%s is refused', (address, says) => {
  expect(complaint(address)).toContain(says);
});

test('everything that is wrong is told at once', () => {
  const said = complaint('s3://B?regoin=x&path-style=maybe&object-lock-days=never');
  for (const part of ['"B" is no bucket', 'regoin', 'path-style', 'object lock days']) expect(said).toContain(part);
});
