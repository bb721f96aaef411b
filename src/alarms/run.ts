// A run from its start to the last alarm: what both doors do.
import type { Report } from '../commands/report.ts';
import { runCommand } from '../commands/run.ts';
import { CAPTURING, type Context, type Settings } from '../commands/settings.ts';
import { summariseError, type ErrorSummary } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { isoSecond } from '../domain/names.ts';
import { raiseAlarms } from './raise.ts';

/** Runs a command and raises its alarms, also where it throws. @throws what `runCommand` throws */
export async function runAndTell(context: Context, settings: Settings): Promise<Report> {
  const started = context.now();
  const ran = await runCommand(context, settings).catch(async (thrown: unknown) => {
    const error = summariseError(thrown);
    await raiseAlarms(context, settings, { report: brokenOff(context, settings, { started, error }), error });
    throw thrown;
  });
  return raiseAlarms(context, settings, { report: ran });
}

/** The report of a run that came to none: nothing was backed up, in any store. */
function brokenOff(
  context: Context,
  { command, stores, targets }: Settings,
  { started, error }: { started: Date; error: ErrorSummary },
): Report {
  const lines = stores.flatMap((store) =>
    targets.map(({ repository }): LedgerEntry => ({
      repository,
      status: 'failed',
      error,
      ...(stores.length > 1 ? { store } : {}),
    })),
  );
  return {
    command,
    verdict: 'failed',
    stores,
    started_at: isoSecond(started),
    duration_ms: context.now().getTime() - started.getTime(),
    repositories: CAPTURING.includes(command) ? lines : [],
    bytes: 0,
  };
}
