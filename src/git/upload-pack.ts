// A server of our own for local paths, or one at the other end of ssh: `git upload-pack` over pipes.
import { BackupError } from '../domain/errors.ts';
import { start, type Child, type Command } from '../system/process.ts';
import type { Address } from './address.ts';
import { checkGit, gitEnvironment, gitError, type Git } from './git.ts';
import { cutShort, readPackets, type Packet } from './pkt-line.ts';
import { readCapabilities, type Capabilities, type Exchange } from './wire.ts';

/** How long the other end may be silent, in milliseconds. git itself breaks its silence every five seconds. */
const SILENCE = 120_000;

/** A running upload-pack that told what it can do. Dispose it to end the process. */
export type PipeConnection = AsyncDisposable & { capabilities: Capabilities; exchange: Exchange };

/**
 * Starts upload-pack for a local path or over ssh and reads its capabilities.
 *
 * @throws `not-found`, `denied`, `unreachable` by what git or ssh said; `protocol` where it speaks no version 2.
 */
export async function connectPipe(
  git: Git,
  address: Exclude<Address, { kind: 'http' }>,
  silence = SILENCE,
): Promise<PipeConnection> {
  await checkGit(git);
  const child = start(uploadPackCommand(git, address));
  const packets = readPackets(child.stdout as AsyncIterable<Buffer>);
  const answer = () => nextMessage(() => hear(packets.next(), child, address, silence), child, address);
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
  hearNext: () => Promise<IteratorResult<Packet, void>>,
  child: Child,
  address: Address,
): AsyncGenerator<Packet, void, undefined> {
  for (;;) {
    const next = await hearNext();
    if (next.done) throw await earlyEnd(child, address);
    yield next.value;
    if (next.value === 'flush') return;
  }
}

async function hear<R>(next: Promise<R>, child: Child, { display }: Address, silence: number): Promise<R> {
  const fallenSilent = () => child.stdout.destroy(new BackupError('unreachable', `${display} fell silent`));
  const timer = setTimeout(fallenSilent, silence);
  try {
    return await next;
  } finally {
    clearTimeout(timer);
  }
}

async function earlyEnd(child: Child, { kind, display }: Address): Promise<Error> {
  child.stdin.end();
  const exit = await child.ended;
  if (exit.code === 127 && kind === 'ssh') {
    // Either end may be meant: the shell there says which command it does not find, here nobody says anything.
    const missing = exit.stderr.trim() || 'there is no ssh on this machine';
    return new BackupError('unsupported', `${display}: ${missing}`, {
      hint: 'See that ssh is in PATH here, and git-upload-pack there.',
    });
  }
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
    // ssh itself gives up on a host that has fallen silent, after as long as we wait over HTTP.
    '-o',
    'ConnectTimeout=30',
    '-o',
    'ServerAliveInterval=30',
    '-o',
    'ServerAliveCountMax=4',
    ...(address.port ? ['-p', address.port] : []),
    address.user ? `${address.user}@${address.host}` : address.host,
    `git-upload-pack '${address.path.replaceAll("'", String.raw`'\''`)}'`,
  ];
  // GIT_SSH_COMMAND is by its definition a line for the shell; the arguments reach it unread.
  if (ssh) return { program: 'sh', args: ['-c', `${ssh} "$@"`, ssh, ...args], env };
  return { program: git.env['GIT_SSH'] || 'ssh', args, env };
}
