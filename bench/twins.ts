// Gives many repositories of the lab's GitHub the snapshot that one of them has, which takes seconds and not half an hour.
import { createHash } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactState } from '../test/lab/github/artifact-state.ts';
import type { LabRepository } from '../test/lab/github/catalog.ts';
import { parseManifest, serialiseManifest } from '../src/domain/manifest-text.ts';
import { makeFolder } from './archivers.ts';
import { readManifests } from './product.ts';

/** The manifest of one repository as that of another, which has the same history at the same server. */
function twinOf(text: string, from: LabRepository, to: LabRepository): string {
  const manifest = parseManifest(text, from.fullName);
  const source = manifest.source.replace(from.fullName, to.fullName);
  return serialiseManifest({
    ...manifest,
    source,
    repository: { ...manifest.repository, id: to.id, full_name: to.fullName },
  });
}

/** In a directory. */
export async function fillDirectory(store: string, from: LabRepository, others: readonly LabRepository[]) {
  const [first] = await readManifests(join(store, from.fullName));
  if (first === undefined) throw new Error(`${from.fullName} has no snapshot`);
  const { snapshot_name: name } = first.manifest;
  for (const to of others) {
    const folder = await makeFolder(store, to.fullName);
    await copyFile(join(dirname(first.path), `${name}.tar`), join(folder, `${name}.tar`));
    await writeFile(join(folder, `${name}.json`), twinOf(first.text, from, to));
  }
}

/** In the artifacts of a repository. */
export async function fillArtifacts(
  state: ArtifactState,
  from: LabRepository,
  others: readonly LabRepository[],
): Promise<void> {
  const prefix = `${from.fullName.replace('/', '.')}.snapshot-`;
  for (const artifact of state.artifacts.filter(({ name }) => name.startsWith(prefix))) {
    const bytes = (await state.blobs.read(artifact.path)) ?? Buffer.alloc(0);
    for (const to of others) {
      const own = artifact.name.endsWith('.json') ? Buffer.from(twinOf(bytes.toString(), from, to)) : bytes;
      const path = `${artifact.path}-${to.name}`;
      state.blobs.put(path, own);
      state.artifacts.push({
        ...artifact,
        id: (state.nextId += 1),
        name: artifact.name.replace(from.fullName.replace('/', '.'), to.fullName.replace('/', '.')),
        path,
        size: own.length,
        digest: `sha256:${createHash('sha256').update(own).digest('hex')}`,
      });
    }
  }
}
