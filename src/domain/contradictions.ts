// What no schema can say of a manifest: fields that contradict each other, so that nothing could be restored by them.
import type { ChainLink, Manifest } from './manifest.ts';
import { BUNDLE, INDEX, isoSecond, REFS, snapshotInstant } from './names.ts';
import { isDetached, isSafeRefName } from './ref-names.ts';
import { unsealedFacts } from './sealed.ts';

/** Every contradiction in words; empty for a manifest that makes sense. */
export function contradictions(manifest: Manifest): string[] {
  const { snapshot_name: name, timestamp, commit_hash: commit, git, sealed } = manifest;
  const at = snapshotInstant(name);
  const own = git.chain.find((entry) => entry.snapshot === name);
  const detached = git.head !== null && isDetached(git.head);
  const problems = [
    [at !== undefined && isoSecond(at) !== timestamp, 'timestamp and snapshot_name tell different instants'],
    [!sealed && !memberOf(manifest, REFS), `no archive holds ${REFS}`],
    [git.head !== null && !detached && !isSafeRefName(git.head), 'HEAD is neither a ref nor a commit'],
    [detached && git.head !== commit, 'HEAD and commit_hash name different commits'],
    [!sealed && own && !holdsLink(manifest, own), `${BUNDLE} and ${INDEX} are not what the chain says of them`],
  ] as const;
  return [
    ...problems.flatMap(([wrong, problem]) => (wrong ? [problem] : [])),
    ...(sealed ? unsealedFacts(manifest) : []),
    ...archiveProblems(manifest),
    ...chainProblems(manifest),
  ];
}

function archiveProblems({ snapshot_name: snapshot, archives }: Manifest): string[] {
  return archives.flatMap(({ name, size, members }) => [
    ...(name.startsWith(`${snapshot}.`) ? [] : [`archive ${name} belongs to another snapshot`]),
    ...members
      .filter((part) => part.offset + part.size > size)
      .map((part) => `member ${part.name} lies outside of ${name}`),
  ]);
}

function chainProblems({ snapshot_name: snapshot, git }: Manifest): string[] {
  const chain = git.chain.map((entry) => entry.snapshot);
  return [
    ...(chain.some((name, i) => i > 0 && name <= (chain[i - 1] ?? '')) ? ['the chain is not in order of time'] : []),
    ...((chain.at(-1) ?? '') > snapshot ? ['the chain holds a younger snapshot'] : []),
  ];
}

/** True where pack and index of the snapshot's own link are those of its archive's members. */
function holdsLink(manifest: Manifest, { pack, index }: ChainLink): boolean {
  const bundle = memberOf(manifest, BUNDLE);
  const kept = memberOf(manifest, INDEX);
  const fits =
    bundle !== undefined && pack.offset >= bundle.offset && pack.offset + pack.size === bundle.offset + bundle.size;
  const same =
    index === null || (index.offset === kept?.offset && index.size === kept.size && index.sha256 === kept.sha256);
  return fits && same;
}

function memberOf({ archives }: Manifest, name: string) {
  return archives.flatMap(({ members }) => members).find((member) => member.name === name);
}
