// Runs a job of a workflow file on the lab's GitHub: its steps with this Action, with just the permissions that the file gives.
import type { LabGitHub } from '../lab/github/github.ts';
import { runActionOn, type StepOptions } from '../lab/github/run-action.ts';
import type { Permissions as LabPermissions } from '../lab/github/settings.ts';
import type { ActionResult } from '../lab/runner.ts';
import { evaluate, valuesWith, type Values } from './expressions.ts';
import { examples, ourSteps, type Permissions, type WorkflowFile } from './workflow-files.ts';

export interface JobOptions extends StepOptions {
  /** Of expressions, beside those of the table. */
  readonly values?: Values;
  /** Places on the lab in place of those in the file, in every input. */
  readonly places?: Readonly<Record<string, string>>;
}

/** The example of that name. */
export function example(name: string): WorkflowFile {
  const found = examples.find((file) => file.name === `examples/${name}`);
  if (!found) throw new Error(`there is no example ${name}`);
  return found;
}

/** Runs the steps of a job in their order, as long as their conditions hold. @throws for a condition that nobody has told. */
export async function runJob(
  github: LabGitHub,
  file: WorkflowFile,
  job: string,
  { values = {}, places = {}, env = {}, ...options }: JobOptions = {},
): Promise<ActionResult[]> {
  const all = valuesWith(values);
  const { permissions = file.workflow.permissions } = file.workflow.jobs[job] ?? {};
  github.settings.permissions = granted(permissions);
  const done: ActionResult[] = [];
  for (const { step } of ourSteps(file).filter((one) => one.job === job)) {
    const red = done.some(({ conclusion }) => conclusion !== 'success');
    if (!holds(step.if, red, all)) continue;
    const inputs = Object.entries(evaluate(step.with, all)).map(([name, text]) => [name, placed(text, places)]);
    const given = { ...evaluate(file.workflow.env, all), ...evaluate(step.env, all), ...env };
    done.push(await runActionOn(github, Object.fromEntries(inputs) as Values, { ...options, env: given }));
  }
  return done;
}

function holds(condition: string | undefined, red: boolean, values: Values): boolean {
  if (condition === undefined) return !red;
  if (condition === 'always()') return true;
  return !red && evaluate({ condition: `\${{ ${condition} }}` }, values)['condition'] === 'true';
}

function placed(text: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((before, [from, to]) => before.replaceAll(from, to), text);
}

/** What is not named is not given. No workflow's token can have the last three. */
function granted(permissions: Permissions = {}): LabPermissions {
  const level = (name: string) => (permissions[name] ?? 'none') as 'none' | 'read' | 'write';
  return {
    actions: level('actions'),
    contents: level('contents'),
    issues: level('issues'),
    pull_requests: level('pull-requests'),
    administration: 'none',
    repository_hooks: 'none',
  };
}
