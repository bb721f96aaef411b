// Pins as they are stored: what was written comes back, and no damage unpins.
import { expect, test } from 'vitest';
import { pinKey, parseKey } from '../../src/domain/names.ts';
import { parsePin, serialisePin } from '../../src/domain/pin.ts';

const snapshot_name = 'snapshot-20261120-140000';

test.each(['before the migration', null])('a pin with the reason %j comes back as it was', (reason) => {
  const pin = { snapshot_name, pinned_at: '2026-11-21T09:30:00Z', reason };
  expect(parsePin(serialisePin(pin), snapshot_name)).toEqual(pin);
});

test.each(['', 'not JSON', '[]', 'null', '{"pinned_at": "yesterday", "reason": null}', '{"reason": {"a": 1}}'])(
  'what a damaged pin says is not believed, but it is a pin: %s',
  (text) => {
    expect(parsePin(text, snapshot_name)).toEqual({ snapshot_name, pinned_at: null, reason: null });
  },
);

test('a pin cannot speak for another snapshot than the one that it lies beside', () => {
  const text = serialisePin({
    snapshot_name: 'snapshot-20200101-000000',
    pinned_at: '2026-11-21T09:30:00Z',
    reason: 'x',
  });
  expect(parsePin(text, snapshot_name).snapshot_name).toBe(snapshot_name);
});

test('the key of a pin is read back, and nothing else passes for one', () => {
  expect(parseKey(pinKey('acme/app', snapshot_name))).toEqual({
    repository: 'acme/app',
    snapshot: snapshot_name,
    kind: 'pin',
    file: `${snapshot_name}.pin`,
  });
  for (const key of [
    'acme/app/snapshot-20261120-140000.pin.pin',
    'acme/app/other.pin',
    'runs/snapshot.pin',
    'acme/app/snapshot-20261399-020000.pin',
  ])
    expect(parseKey(key)).toBeUndefined();
});
