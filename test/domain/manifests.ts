// Manifests for tests: the one of the design, changed in one place at a time.
import type { Manifest } from '../../src/domain/manifest.ts';

const sha256 = 'ab'.repeat(32);

/** An incremental snapshot's manifest with every field filled. */
export function exampleManifest(): Manifest {
  return {
    timestamp: '2026-11-21T02:00:00Z',
    snapshot_name: 'snapshot-20261121-020000',
    source: 'https://github.com/acme/app.git',
    commit_hash: 'c0ffee'.repeat(6) + 'c0ff',
    commit_date: '2026-11-20T10:00:00Z',
    commit_message: 'Update documentation\n\nÄ "quoted" \u0000 \u2028 line',
    format: 1,
    type: 'incremental',
    repository: { id: 123_456, full_name: 'acme/app', default_branch: 'main', visibility: 'private' },
    git: {
      object_format: 'sha1',
      head: 'refs/heads/main',
      refs: { count: 1040, sha256 },
      chain: [
        {
          snapshot: 'snapshot-20261101-020000',
          pack: { offset: 612, size: 73_104_229, sha256, objects: 115_479 },
          index: { offset: 73_105_408, size: 3_234_484, sha256 },
        },
        {
          snapshot: 'snapshot-20261121-020000',
          pack: { offset: 1324, size: 159_416, sha256, objects: 111 },
          index: null,
        },
      ],
      proven: 'links',
      capabilities: ['version 2', 'fetch=filter', 'object-format=sha1'],
    },
    sources: { git: 'ok', wiki: 'empty', lfs: 'disabled' },
    archives: [
      {
        name: 'snapshot-20261121-020000.tar',
        size: 172_544,
        sha256,
        members: [
          { name: 'repo.bundle', offset: 512, size: 160_228, sha256 },
          { name: 'refs.gz', offset: 161_280, size: 10, sha256 },
        ],
      },
    ],
    created_by: { name: 'repo-backup', version: '1.0.0', run_url: 'https://github.com/acme/app/actions/runs/1' },
  };
}

/** A copy with the value at a path of keys (`archives.0.size`) replaced; `undefined` removes it. */
export function changed(manifest: Manifest, path: string, value: unknown): unknown {
  const copy = structuredClone(manifest) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = value;
  return copy;
}
