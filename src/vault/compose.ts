// Composing a snapshot: which files of a capture become members of the archive, and what the manifest says of them.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { extendChain } from '../domain/chain.ts';
import { MANIFEST_FORMAT, type Archive, type ChainLink, type Manifest, type PackFacts } from '../domain/manifest.ts';
import { MOST_TIPS, rememberable } from '../domain/manifest-text.ts';
import { BUNDLE, INDEX, isoSecond, REFS } from '../domain/names.ts';
import type { RepositoryFacts } from '../domain/selection.ts';
import { headText, packedRefs, refsDigest, type Ref } from '../git/refs.ts';
import type { Sealer } from '../seal/sealer.ts';
import type { GitCapture } from '../sources/capture.ts';
import type { NewMember } from './archive.ts';
import { bodyOf, type SaveInput } from './save.ts';

/** Bytes read at once from the captured files. */
const CHUNK = 256 * 1024;

export type ComposeInput = {
  /** The name that the store keeps it under. */
  repository: string;
  /** Its name today. */
  name: string;
  /** Address without credentials. */
  source: string;
  /** What GitHub tells of the repository, if it is there. */
  facts?: RepositoryFacts | undefined;
  capture: GitCapture;
  at: Date;
  after: string | undefined;
  createdBy: Manifest['created_by'];
  sealer: Sealer | undefined;
};

/** Turns a capture into what is to be saved. The capture must stay undisposed until it is. */
export async function composeSnapshot({
  repository,
  name: fullName,
  source,
  facts,
  capture,
  at,
  after,
  createdBy,
  sealer,
}: ComposeInput): Promise<SaveInput> {
  const members = [...(await packMembers(capture)), await refsMember(capture.refs.refs)];
  const { plan, pack, commit } = capture;
  const head = headText(capture.refs);
  return {
    repository,
    at,
    after,
    members,
    sealer,
    describe: (name, instant, archive) => ({
      timestamp: isoSecond(instant),
      snapshot_name: name,
      source,
      commit_hash: capture.refs.headId ?? null,
      commit_date: commit ? isoSecond(commit.date) : null,
      commit_message: commit?.message ?? null,
      format: MANIFEST_FORMAT,
      type: plan.type,
      repository: {
        id: facts?.id ?? null,
        full_name: fullName,
        default_branch: branchOf(head),
        visibility: facts?.visibility ?? null,
      },
      git: {
        object_format: capture.objectFormat,
        head,
        refs: { count: capture.refs.refs.length, sha256: refsDigest(capture.refs.refs) },
        chain: extendChain(plan, pack && linkTo(name, pack, archive)),
        proven: capture.proven,
        capabilities: rememberable(capture.capabilities) ? capture.capabilities : [],
        ...(sealer ? { tips: capture.newTips.slice(0, MOST_TIPS) } : {}),
      },
      sources: { git: 'ok' },
      archives: [archive],
      created_by: createdBy,
    }),
  };
}

async function refsMember(refs: readonly Ref[]): Promise<NewMember> {
  const packed = await promisify(gzip)(packedRefs(refs));
  return { name: REFS, size: packed.length, open: bodyOf(packed).open };
}

/** Where the new bundle's pack, which ends where the bundle ends, and its index are in the archive. */
function linkTo(snapshot: string, { size, sha256, objects }: PackFacts, { members }: Archive): ChainLink {
  const [bundle, index] = [BUNDLE, INDEX].map((name) => members.find((member) => member.name === name));
  if (!bundle) throw new Error(`${snapshot} was composed without its bundle`);
  return {
    snapshot,
    pack: { offset: bundle.offset + bundle.size - size, size, sha256, objects },
    index: index ? { offset: index.offset, size: index.size, sha256: index.sha256 } : null,
  };
}

async function packMembers({ pack }: GitCapture): Promise<NewMember[]> {
  if (!pack) return [];
  const { header, packFile, indexFile } = pack;
  async function* bundle(): AsyncGenerator<Buffer, void, undefined> {
    yield header;
    yield* readFile(packFile);
  }
  return [
    { name: BUNDLE, size: header.length + pack.size, open: bundle },
    { name: INDEX, size: (await stat(indexFile)).size, open: () => readFile(indexFile) },
  ];
}

function readFile(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: CHUNK });
}

function branchOf(head: string | null): string | null {
  return head?.startsWith('refs/heads/') ? head.slice('refs/heads/'.length) : null;
}
