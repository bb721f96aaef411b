// What is half done is undone when the program ends before it is done: told to stop by a signal, or by a bug.
import { setTimeout } from 'node:timers/promises';

const atExit = new Set<() => void>();

/**
 * Calls `undo` if the program ends before the handle is disposed; what was remembered last is undone first. Must not wait:
 * there is no time left for that.
 */
export function undoAtExit(undo: () => void): Disposable {
  const own = (): void => undo();
  // One listener for all: Node takes more than ten for a leak, and tells the user so.
  if (atExit.size === 0) process.once('exit', undoAtOnce);
  atExit.add(own);
  return {
    [Symbol.dispose]() {
      atExit.delete(own);
      if (atExit.size === 0) process.off('exit', undoAtOnce);
    },
  };
}

function undoAtOnce(): void {
  for (const undo of [...atExit].toReversed()) {
    try {
      undo();
    } catch {
      // The program is ending, and the rest has to be undone too.
    }
  }
}

const open = new Set<() => Promise<void>>();

/**
 * Remembers what takes a moment to undo, as a server has to be asked, until the handle is disposed. Where it was undone
 * disposing does not end: what fails because of that is not told as a failure.
 */
export function undoWhenStopped(undo: () => Promise<unknown>): AsyncDisposable {
  let undone = false;
  const once = async () => {
    undone = true;
    open.delete(once);
    await undo();
  };
  open.add(once);
  const dispose = async () => {
    open.delete(once);
    if (undone) await new Promise(() => undefined);
  };
  return { [Symbol.asyncDispose]: dispose };
}

/** Undoes what is open now. Never rejects. */
export async function undoOpen(): Promise<void> {
  await Promise.allSettled([...open].map((undo) => undo()));
}

/** How long a program that is told to stop may take for that, in milliseconds. */
const GRACE = 2000;
let stopping = false;

/** Ends the program with this code as soon as what is open is undone, in two seconds at most; asked again, at once. */
export function stopProgram(code: number): void {
  if (stopping || open.size === 0) process.exit(code);
  stopping = true;
  const undoAll = async () => {
    // The rest of the work goes on meanwhile, and may open more.
    while (open.size > 0) await undoOpen();
  };
  void Promise.race([undoAll(), setTimeout(GRACE)]).then(() => process.exit(code));
}
