// Starts the bench's git server as a child process and stops it when its scope ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Served extends AsyncDisposable {
  readonly url: (path: string) => string;
}

/** Serves the bare repositories of a folder on loopback; see server.ts for `remember`. */
export async function serve(
  folder: string,
  env: NodeJS.ProcessEnv,
  mode: 'plain' | 'remember' = 'plain',
): Promise<Served> {
  const script = fileURLToPath(new URL('server.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder, mode], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const line = await Promise.race([once(child.stdout, 'data'), exited.then(() => ['no port'])]);
  const port = Number(String(line[0]).trim());
  if (!Number.isInteger(port)) throw new Error("the bench's git server did not start");
  return {
    url: (path) => `http://127.0.0.1:${port}/${path}`,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}
