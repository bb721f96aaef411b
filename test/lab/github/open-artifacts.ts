// What tests of the artifact store share: stores opened as the runs of a workflow would open them, with the official client.
import { vi } from 'vitest';
import { openGitHub } from '../../../src/github/client.ts';
import { openArtifactStore } from '../../../src/stores/artifact.ts';
import { uploadByClient, type Upload } from '../../../src/stores/artifact/upload.ts';
import type { Store } from '../../../src/stores/store.ts';
import { runtimeToken } from './artifact-state.ts';
import { TOKEN, type ArtifactWorld } from './artifact-world.ts';

export interface OpenOptions {
  /** The run that opens it; without one it is opened from elsewhere. */
  readonly run?: number | undefined;
  readonly address?: string;
  readonly token?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly scratch: string;
  /** Artifacts that the job may make of snapshots. */
  readonly most?: number;
  /** Lines of progress go there. */
  readonly lines?: string[];
}

/** Opens the artifacts of the world's repository. Pauses do not pass, and are pushed to `pauses`. */
export function openArtifacts(
  world: ArtifactWorld,
  { run, address = 'artifact:acme/backups', token = TOKEN, env = {}, scratch, most, lines = [] }: OpenOptions,
): Promise<Store> {
  const variables: NodeJS.ProcessEnv = {
    ...(run === undefined ? {} : { ACTIONS_RUNTIME_TOKEN: runtimeToken(run), ACTIONS_RESULTS_URL: world.url }),
    GITHUB_REPOSITORY: 'acme/backups',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RETENTION_DAYS: String(world.state.retentionDays),
    ...env,
  };
  const log = { info: () => undefined, warn: () => undefined, progress: (line: string) => void lines.push(line) };
  const github = openGitHub({ serverUrl: 'https://github.com', apiUrl: world.url, tokenFor: async () => token, log });
  // The client reads these when it is called, before it first waits: so each call has the variables of its own run.
  const upload: Upload = (file, folder, days) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    return uploadByClient(file, folder, days);
  };
  return openArtifactStore(
    address,
    { env: variables, now: world.state.now, github, scratch, log },
    { upload, wait: async () => undefined, ...(most === undefined ? {} : { most }) },
  );
}
