// What the Action takes from its start to its first request, against a bare Node.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { actionInputs } from '../../test/lab/action-inputs.ts';
import { createRunnerFiles } from '../../test/lab/runner-files.ts';
import { defaultContext, runnerVariables } from '../../test/lab/runner-variables.ts';
import { makeFolder } from '../archivers.ts';
import type { Bench, Row } from '../bench.ts';
import { runTimed } from '../command.ts';
import type { Cost } from '../command.ts';
import { interleave } from '../compare.ts';
import { formatCost, formatSeconds, judge } from '../line.ts';
import type { Line } from '../line.ts';

const limitSeconds = 0.15;
const rounds = 21;
const fileOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const main = fileOf('dist/main.js');

/** One request is the lookup of a repository over the API; the other, with no API to ask, is git's. */
const firsts = { 'the API': '/api/v3', git: '' } as const;

const unknown: Cost = { wall: Number.NaN, cpu: Number.NaN };

/** CPU, because that is what a start consists of. Needs /proc. */
export const actionStart: Row = {
  name: 'action-start',
  async measure(bench) {
    const work = 'Action, start to its first request';
    const built = await access(main).then(
      () => true,
      () => false,
    );
    if (!built)
      return [
        {
          work,
          repository: '-',
          ours: '-',
          peer: '-',
          ratio: '-',
          target: '-',
          reached: 'skipped: dist/main.js is not built',
        },
      ];
    const node = { name: 'node', attempt: () => runTimed({ argv: [process.execPath, '-e', '0'], env: bench.env }) };
    const ours = await Promise.all(
      Object.entries(firsts).map(async ([name, api]) => ({ name, attempt: await startOf(bench, name, api) })),
    );
    const medians = await interleave([node, ...ours], { ...bench.patience, rounds });
    const bare = medians.get('node') ?? unknown;
    return ours.map(({ name }): Line => {
      const cost = medians.get(name) ?? unknown;
      const more = cost.cpu - bare.cpu;
      return {
        work: `${work}, to ${name}`,
        repository: '-',
        ours: formatCost(cost),
        peer: `node -e 0: ${formatCost(bare)}`,
        ratio: `+ ${formatSeconds(more)} CPU`,
        target: `+ ${formatSeconds(limitSeconds)} CPU`,
        reached: judge(more, limitSeconds),
      };
    });
  },
};

/** Starts the Action as the runner does, before a server that notes when it is asked and never answers. */
async function startOf(bench: Bench, name: string, api: string): Promise<() => Promise<Cost>> {
  const folder = await makeFolder(bench.scratch, `start-${name.replaceAll(' ', '-')}`);
  const [workspace, temp, commands] = await Promise.all(
    ['workspace', 'temp', 'commands'].map((part) => makeFolder(folder, part)),
  );
  return async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const context = {
      ...defaultContext,
      'github.server_url': url,
      // An address that is not the API of the server is not asked what the server's repositories are.
      'github.api_url': api === '' ? 'https://api.github.com' : `${url}${api}`,
      'github.token': 'ghs_bench',
    };
    const { variables } = await actionInputs(fileOf('action.yml'), { store: './backups' }, context);
    const env = {
      ...bench.env,
      ...runnerVariables(context),
      ...(await createRunnerFiles(commands ?? folder)),
      ...variables,
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
    };
    const asked = once(server, 'request');
    const start = performance.now();
    const child = spawn(process.execPath, [main], { cwd: workspace, env, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await Promise.race([asked, ended.then(() => Promise.reject(new Error('the Action asked nothing')))]);
    const wall = (performance.now() - start) / 1000;
    const cpu = cpuOf(child.pid);
    child.kill('SIGKILL');
    await ended;
    server.closeAllConnections();
    server.close();
    return { wall, cpu };
  };
}

/** Seconds of CPU that the threads of a running process have had. */
function cpuOf(pid: number | undefined): number {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return threads.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
}
