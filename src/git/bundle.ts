// The git bundle format (gitformat-bundle): a text header that turns a pack into a file which stock git can read.
import { inPieces, type Ref } from './refs.ts';

/** What a bundle says of its pack. */
export type BundleHeader = {
  objectFormat: 'sha1' | 'sha256';
  /** Commits that the reader must have. Only commits: stock git refuses to fetch over any other id. */
  prerequisites: string[];
  /** The refs that the bundle offers, and HEAD's commit if it should offer that too. */
  refs: readonly Ref[];
  headId: string | undefined;
};

/** The bytes in front of the pack: version 2, or version 3 where the object format has to be told. */
export function bundleHeader({ objectFormat, prerequisites, refs, headId }: BundleHeader): Buffer {
  function* lines(): Generator<string> {
    yield objectFormat === 'sha1' ? '# v2 git bundle\n' : `# v3 git bundle\n@object-format=${objectFormat}\n`;
    for (const id of prerequisites) yield `-${id} \n`;
    if (headId) yield `${headId} HEAD\n`;
    for (const { id, name } of refs) yield `${id} ${name}\n`;
    yield '\n';
  }
  return Buffer.concat([...inPieces(lines())]);
}
