// Composing a snapshot: which files of a capture become members of the archive, and what the manifest says of them.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { extendChain } from '../domain/chain.ts';
import { MANIFEST_FORMAT, type Manifest } from '../domain/manifest.ts';
import { isoSecond } from '../domain/names.ts';
import { headText, packedRefs, refsDigest } from '../git/refs.ts';
import type { GitCapture } from '../sources/git.ts';
import type { NewMember } from './archive.ts';
import { BUNDLE, INDEX, REFS } from './read.ts';
import { bodyOf, type SaveInput } from './save.ts';

/** Bytes read at once from the captured files. */
const CHUNK = 256 * 1024;

export type ComposeInput = {
  repository: string;
  /** Address without credentials. */
  source: string;
  capture: GitCapture;
  at: Date;
  after: string | undefined;
  createdBy: Manifest['created_by'];
};

/** Turns a capture into what is to be saved. The capture must stay undisposed until it is. */
export async function composeSnapshot({
  repository,
  source,
  capture,
  at,
  after,
  createdBy,
}: ComposeInput): Promise<SaveInput> {
  const refs = await promisify(gzip)(packedRefs(capture.refs.refs));
  const members: NewMember[] = [
    ...(await packMembers(capture)),
    { name: REFS, size: refs.length, open: bodyOf(refs).open },
  ];
  const { plan, pack, commit } = capture;
  const head = headText(capture.refs);
  return {
    repository,
    at,
    after,
    members,
    describe: (name, instant, archive) => ({
      timestamp: isoSecond(instant),
      snapshot_name: name,
      source,
      commit_hash: capture.refs.headId ?? null,
      commit_date: commit ? isoSecond(commit.date) : null,
      commit_message: commit?.message ?? null,
      format: MANIFEST_FORMAT,
      type: plan.type,
      repository: { id: null, full_name: repository, default_branch: branchOf(head), visibility: null },
      git: {
        object_format: capture.objectFormat,
        head,
        refs: { count: capture.refs.refs.length, sha256: refsDigest(capture.refs.refs) },
        chain: extendChain(plan, name, pack && { size: pack.size, sha256: pack.sha256, objects: pack.objects }),
        proven: capture.proven,
        capabilities: capture.capabilities,
      },
      sources: { git: 'ok' },
      archives: [archive],
      created_by: createdBy,
    }),
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
