// The manifest, version 1: the JSON that describes a snapshot and whose existence makes it one.

/** The version of the manifest that this program writes and the only one that it reads. */
export const MANIFEST_FORMAT = 1;

/** A manifest larger than this many bytes is refused unread: ours stay below 100 KB, but for the tips of sealed ones. */
export const MANIFEST_LIMIT = 8 * 1024 * 1024;

/** A snapshot's description. Sizes are bytes, times UTC, digests SHA-256 in lower-case hex. */
export type Manifest = {
  timestamp: string;
  snapshot_name: string;
  source: string;
  commit_hash: string | null;
  commit_date: string | null;
  commit_message: string | null;
  format: typeof MANIFEST_FORMAT;
  type: SnapshotType;
  repository: {
    id: number | null;
    full_name: string;
    default_branch: string | null;
    visibility: 'public' | 'private' | 'internal' | null;
  };
  git: GitState;
  sources: Record<string, SourceStatus>;
  archives: Archive[];
  created_by: { name: string; version: string; run_url: string | null };
  /** Its presence makes this the readable half of a sealed manifest. */
  sealed?: Sealed | undefined;
};

/** The readable half of a sealed manifest tells of the other: to whom it is sealed, a digest over both, and its age file. */
export type Sealed = { recipients: string[]; sha256: string; manifest: string };

export type SnapshotType = 'full' | 'incremental' | 'differential';
export type SourceStatus = 'ok' | 'unchanged' | 'empty' | 'disabled' | 'denied' | 'failed';
export type Proof = 'connectivity' | 'links' | 'boundary';
export type Member = { name: string; offset: number; size: number; sha256: string };
export type Archive = { name: string; size: number; sha256: string; members: Member[] };
export type PackFacts = { size: number; sha256: string; objects: number };
/** Bytes inside of an archive. */
export type Slice = { offset: number; size: number; sha256: string };
/**
 * One bundle of a chain, with all that is needed to read it: a restore opens one manifest and chases no other. Where
 * `pack` and `index` are in the unsealed archive. A sealed one opens only if it is whole, so its link has its `sealed_size`.
 */
export type ChainLink = {
  snapshot: string;
  pack: Slice & { objects: number };
  index: Slice | null;
  sealed_size?: number | undefined;
};
export type GitState = {
  object_format: 'sha1' | 'sha256';
  head: string | null;
  refs: { count: number; sha256: string };
  chain: ChainLink[];
  proven: Proof;
  capabilities: string[];
  tips?: string[] | undefined;
};

/** True where an archive of `size` stored bytes can give a bundle's pack and index. */
export function holdsBundle({ pack, index, sealed_size: sealedSize }: ChainLink, size: number): boolean {
  if (sealedSize !== undefined) return size === sealedSize;
  return size >= Math.max(pack.offset + pack.size, index ? index.offset + index.size : 0);
}

/** The member called `name`, with its archive, or undefined. */
export function findMember(manifest: Manifest, name: string): { archive: Archive; member: Member } | undefined {
  for (const holder of manifest.archives) {
    const found = holder.members.find((part) => part.name === name);
    if (found) return { archive: holder, member: found };
  }
  return undefined;
}

/** All bytes that the snapshot added to its store, the manifest itself not counted. */
export function snapshotBytes(manifest: Manifest): number {
  return manifest.archives.reduce((sum, holder) => sum + holder.size, 0);
}
