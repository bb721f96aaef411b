// The official client writes a line for every block that it uploads straight to the step's log: here they become progress.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from './log.ts';

type Write = typeof process.stdout.write;

const FOR_THE_RUNNER = /^::(add-mask|debug)::/;

/** The log of the work that a line is written from. */
const writer = new AsyncLocalStorage<Log>();
let working = 0;
let untouched: Write | undefined;

/**
 * Does work whose lines on stdout become progress, while those of other work stay what they are. What is for the runner
 * still reaches it: a value to mask, and what it shows to those only who debug the workflow.
 */
export async function quietly<R>(log: Log, work: () => Promise<R>): Promise<R> {
  untouched ??= divert();
  working += 1;
  try {
    return await writer.run(log, work);
  } finally {
    working -= 1;
    if (working === 0) {
      process.stdout.write = untouched;
      untouched = undefined;
    }
  }
}

function divert(): Write {
  const { stdout } = process;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its stream, and put back as it was
  const write = stdout.write;
  const diverted = (...args: Parameters<Write>): boolean => {
    const [text] = args;
    const log = writer.getStore();
    if (!log || typeof text !== 'string' || FOR_THE_RUNNER.test(text)) return write.call(stdout, ...args);
    log.progress(text.replace(/^::\w+::/, '').trimEnd());
    return true;
  };
  stdout.write = diverted as Write;
  return write;
}
