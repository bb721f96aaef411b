// A server of our own for local paths, or one at the other end of ssh: `git upload-pack` over pipes.
import { start, type Child, type Command } from '../system/process.ts';
import type { Address } from './address.ts';
import { checkGit, gitEnvironment, gitError, type Git } from './git.ts';
import { cutShort, readPackets, type Packet } from './pkt-line.ts';
import { readCapabilities, type Capabilities, type Exchange } from './wire.ts';

/** A running upload-pack that told what it can do. Dispose it to end the process. */
export type PipeConnection = AsyncDisposable & { capabilities: Capabilities; exchange: Exchange };

/**
 * Starts upload-pack for a local path or over ssh and reads its capabilities.
 *
 * @throws `not-found`, `denied`, `unreachable` by what git or ssh said; `protocol` where it speaks no version 2.
 */
export async function connectPipe(git: Git, address: Exclude<Address, { kind: 'http' }>): Promise<PipeConnection> {
  await checkGit(git);
  const child = start(uploadPackCommand(git, address));
  const packets = readPackets(child.stdout as AsyncIterable<Buffer>);
  const answer = () => nextMessage(packets, child, address.display);
  try {
    return {
      capabilities: await readCapabilities(answer()),
      exchange(request) {
        child.stdin.write(request);
        return answer();
      },
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    };
  } catch (error) {
    await child[Symbol.asyncDispose]();
    throw error;
  }
}

/** The packets up to the flush that ends a message; the stream behind it stays open for the next one. */
async function* nextMessage(
  packets: AsyncGenerator<Packet, void, undefined>,
  child: Child,
  display: string,
): AsyncGenerator<Packet, void, undefined> {
  for (;;) {
    const next = await packets.next();
    if (next.done) throw await earlyEnd(child, display);
    yield next.value;
    if (next.value === 'flush') return;
  }
}

async function earlyEnd(child: Child, display: string): Promise<Error> {
  child.stdin.end();
  const exit = await child.ended;
  return exit.code === 0 ? cutShort() : gitError(display, exit);
}

function uploadPackCommand(git: Git, address: Exclude<Address, { kind: 'http' }>): Command {
  const env = { ...gitEnvironment(git, { 'uploadpack.allowFilter': 'true' }), GIT_PROTOCOL: 'version=2' };
  if (address.kind === 'local') return { program: git.program, args: ['upload-pack', address.path], env };
  const ssh = git.env['GIT_SSH_COMMAND'];
  const args = [
    '-o',
    'BatchMode=yes',
    '-o',
    'SendEnv=GIT_PROTOCOL',
    ...(address.port ? ['-p', address.port] : []),
    address.user ? `${address.user}@${address.host}` : address.host,
    `git-upload-pack '${address.path.replaceAll("'", String.raw`'\''`)}'`,
  ];
  // GIT_SSH_COMMAND is by its definition a line for the shell; the arguments reach it unread.
  return ssh ? { program: 'sh', args: ['-c', `${ssh} "$@"`, ssh, ...args], env } : { program: 'ssh', args, env };
}
