// Tags of snapshots: where each snapshot is a release of its own, its tag tells which repository and instant it is of.
import { snapshotInstant } from './names.ts';

const TAG = /^([A-Za-z0-9_+-]+)\.([A-Za-z0-9._+-]+)\.(snapshot-\d{8}-\d{6})$/;

/** What a tag tells. */
export type TaggedSnapshot = { repository: string; snapshot: string; at: Date };

/** The tag of a snapshot: `acme.app.snapshot-20261121-020000`. */
export function tagOf(repository: string, snapshot: string): string {
  const [owner = '', name = ''] = repository.split('/');
  // A dot in the owner would end it. Two dots in a row, which `.github` would bring, can be in no tag of git.
  const safeName = name.replaceAll(/^\.|\.$/g, '+').replaceAll('..', '.+');
  return `${owner.replaceAll('.', '+')}.${safeName}.${snapshot}`;
}

/** The snapshot that a tag is of; undefined for any other tag. */
export function readTag(tag: string): TaggedSnapshot | undefined {
  const [, owner = '', name = '', snapshot = ''] = TAG.exec(tag) ?? [];
  const at = snapshotInstant(snapshot);
  // Names of repositories hold no "+": each stands for a dot.
  const repository = `${owner}/${name}`.replaceAll('+', '.');
  return at && tagOf(repository, snapshot) === tag ? { repository, snapshot, at } : undefined;
}
