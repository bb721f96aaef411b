// The run that this step belongs to, as GitHub's own package reads it from the runner.
import type { context } from '@actions/github';

/** What the runner tells of the workflow, the job and the step. */
export type WorkflowRun = Pick<
  typeof context,
  'workflow' | 'eventName' | 'job' | 'action' | 'runId' | 'runAttempt' | 'serverUrl'
>;

/** Reads it. The package brings an HTTP client with it, so it is loaded when the work is done, or where that was loaded anyway. */
export async function readWorkflowRun(): Promise<WorkflowRun> {
  return (await import('@actions/github')).context;
}
