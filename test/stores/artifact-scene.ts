// What tests of the artifact store start from: GitHub's artifacts, a scratch folder that must end empty, and stores of both.
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach } from 'vitest';
import type { Store } from '../../src/stores/store.ts';
import { startArtifacts, type ArtifactWorld } from '../lab/github/artifact-world.ts';
import { openArtifacts, type OpenOptions } from '../lab/github/open-artifacts.ts';
import { temporaryFolder } from '../lab/temp.ts';

export const KEY = 'acme/app/snapshot-20261121-020000.tar';
export const NAME = 'acme.app.snapshot-20261121-020000.tar';

export interface Scene {
  world: ArtifactWorld;
  scratch: string;
  open: (options?: Partial<OpenOptions>) => Promise<Store>;
  /** An artifact that some run has made, of an object or of anything else. */
  leave: (name: string, run: number, content?: string, fork?: { id: number | undefined }) => void;
}

/** A scene that every test of the file gets anew. Fails a test that leaves something in the scratch folder. */
export function eachWithScene(): Scene {
  const scene = {} as Scene;
  let clean: () => Promise<void>;
  beforeEach(async () => {
    const folder = await temporaryFolder();
    const world = await startArtifacts();
    const scratch = folder.path;
    const open: Scene['open'] = (options = {}) => openArtifacts(world, { scratch, ...options });
    Object.assign(scene, { world, scratch, open, leave: leaver(world) });
    clean = async () => {
      const left = await readdir(scratch);
      await world[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
      if (left.length > 0) throw new Error(`left in scratch: ${left.join(', ')}`);
    };
  });
  afterEach(() => clean());
  return scene;
}

function leaver({ state, blobs }: ArtifactWorld): Scene['leave'] {
  return (name, run, content = name, fork = { id: 1 }) => {
    state.nextId += 1;
    const path = `artifacts/left-${state.nextId}`;
    blobs.put(path, Buffer.from(content));
    const [created, size] = [state.now(), Buffer.byteLength(content)];
    const expires = new Date(created.getTime() + state.retentionDays * 86_400_000);
    state.artifacts.push({ id: state.nextId, name, run, path, size, digest: null, created, expires, fork });
  };
}

/** What a promise rejects with. */
export const said = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
