// A step that is told to stop, by a person or by its time limit: what is left of its time is for telling of it.
import * as core from '@actions/core';
import { setMaxListeners } from 'node:events';
import { BackupError } from '../domain/errors.ts';
import { undoOpen } from '../system/undo.ts';

/** Milliseconds from the first signal to the end. SIGINT is followed by SIGTERM after 7,500 (actions/runner, ProcessInvoker.cs). */
const LEFT = 7000;
/** Of them, those in which the work comes to its report and writes its record. The others are for the issue. */
const FOR_REPORT = 3000;

const HINT =
  'If nobody cancelled it, it ran into the time limit of its job: raise `timeout-minutes`, or share the repositories out among more jobs.';

export type Stop = {
  /** Aborts with the first signal; its reason is the error of all that was not done. */
  stopped: AbortSignal;
  /** Aborts with the same reason when no more time is left for the work. */
  late: AbortSignal;
};

/** Listens for signals from now on. Some seconds after the first one, and with the second one, the program ends. */
export function listenForStop(): Stop {
  const [stopped, late] = [new AbortController(), new AbortController()];
  // Everything that is under way listens.
  setMaxListeners(0, stopped.signal);
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stopped.signal.aborted) end(`${name} again`);
      const message = `stopped by ${name} before it was done: what is stored is whole, what was under way is not stored`;
      core.info(message);
      const reason = new BackupError('incomplete', message, { hint: HINT });
      stopped.abort(reason);
      void undoOpen();
      setTimeout(() => late.abort(reason), FOR_REPORT);
      setTimeout(() => end('no time is left'), LEFT);
    });
  }
  return { stopped: stopped.signal, late: late.signal };
}

function end(why: string): never {
  core.info(`${why}: ended before all of it was told`);
  process.exit(1);
}
