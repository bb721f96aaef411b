// The verdict and what selects: a run is green only if every repository is, and a typing error selects nothing quietly.
import { describe, expect, test } from 'vitest';
import { BackupError, diskFull, summariseError } from '../../src/domain/errors.ts';
import { EXIT_CODES, judge, type RepositoryStatus } from '../../src/domain/ledger.ts';
import { selectNames } from '../../src/domain/patterns.ts';

describe('the verdict', () => {
  const entry = (status: RepositoryStatus) => ({ status });
  const troubled = { status: 'stored' as const, error: { kind: 'store' as const, message: 'not pruned' } };

  test.each([
    ['ok', 0, [entry('stored'), entry('unchanged'), entry('empty')]],
    ['partial', 3, [entry('stored'), entry('failed')]],
    ['partial', 3, [entry('unchanged'), troubled]],
    ['partial', 3, [troubled]],
    ['failed', 1, [entry('failed')]],
    ['failed', 1, [entry('failed'), entry('failed')]],
    ['failed', 1, []],
  ] as const)('is %s, exit code %d, over %j', (verdict, code, entries) => {
    expect(judge(entries)).toBe(verdict);
    expect(EXIT_CODES[verdict]).toBe(code);
  });
});

describe('patterns', () => {
  const names = ['acme/app', 'acme/app-web', 'acme/.github', 'Other/Tool', 'other/a.b'];
  test.each([
    [[], names],
    [['acme/app'], ['acme/app']],
    [['ACME/App'], ['acme/app']],
    [['acme/*'], ['acme/app', 'acme/app-web', 'acme/.github']],
    [['*/*'], names],
    [['!acme/*'], ['Other/Tool', 'other/a.b']],
    [
      ['acme/*', '!acme/app'],
      ['acme/app-web', 'acme/.github'],
    ],
    [['other/a.b'], ['other/a.b']],
    [['!*/*'], []],
  ])('%j selects %j', (patterns, selected) => {
    expect(selectNames(names, patterns, './store')).toEqual(selected);
  });

  test.each([['acme/ap'], ['*'], ['acme/app/'], ['other/axb'], ['acme/(app)'], ['acme/app', 'acme/gone']])(
    '%j names something that is not there: an error that says what is',
    (...patterns) => {
      expect(() => selectNames(names, patterns, './store')).toThrow('./store holds no snapshot of');
    },
  );
});

describe('errors', () => {
  test('keep what a user needs: kind, message and hint; a bug keeps its stack', () => {
    expect(summariseError(new BackupError('denied', 'no', { hint: 'Ask.' }))).toEqual({
      kind: 'denied',
      message: 'no',
      hint: 'Ask.',
    });
    expect(summariseError(new BackupError('denied', 'no'))).toEqual({ kind: 'denied', message: 'no' });
    expect(summariseError(new TypeError('oops'))).toMatchObject({
      kind: 'bug',
      message: expect.stringContaining('at ') as string,
    });
    expect(summariseError('thrown text')).toMatchObject({ kind: 'bug', message: 'thrown text' });
  });

  test.each(['ENOSPC', 'EDQUOT', 'EFBIG'])('%s is a full disk, and says what to do', (code) => {
    expect(diskFull(Object.assign(new Error('write'), { code }), '/srv')).toMatchObject({
      kind: 'disk-full',
      hint: expect.stringContaining('/srv') as string,
    });
  });

  test.each([new Error('x'), Object.assign(new Error('x'), { code: 'EIO' }), 'ENOSPC', undefined])(
    '%s is none',
    (error) => {
      expect(diskFull(error, '/srv')).toBeUndefined();
    },
  );
});
