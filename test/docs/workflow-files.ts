// Every workflow of the project: those that run for it, the examples, and what the documents show of one.
import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { blocksOf } from '../doors/readme.ts';

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

export type Permissions = Readonly<Record<string, string>>;

export interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Permissions;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: unknown };
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: unknown;
  readonly permissions?: Permissions;
  readonly concurrency?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface WorkflowFile {
  readonly name: string;
  readonly text: string;
  readonly workflow: Workflow;
}

/** How everybody else names this Action. */
export const OURS = 'creditxcredit/repo-backup@v1';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

function filesOf(folder: string): WorkflowFile[] {
  const names = readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.yml'));
  return names.map((name) => workflowFile(`${folder}/${name}`, read(`${folder}/${name}`)));
}

function workflowFile(name: string, text: string): WorkflowFile {
  return { name, text, workflow: parse(text) as Workflow };
}

/** The workflows that run in this repository. */
export const own = filesOf('.github/workflows');
/** The ones to copy. */
export const examples = filesOf('examples');

const documents = ['README.md', ...readdirSync(new URL('docs', root)).map((name) => `docs/${name}`)];
/** What the documents show, whole where it is a part: a list of steps, a step's `with`, permissions. */
export const shown = documents
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) =>
    blocksOf(read(name))
      .filter(({ language, text }) => language === 'yaml' && /^[- ]*(uses|with|permissions):/m.test(text))
      .map(({ text }, index) => workflowFile(`${name} ${index + 1}`, wholeOf(text))),
  );

/** All of them. */
export const all = [...own, ...examples, ...shown];

function wholeOf(text: string): string {
  const part = parse(text) as Step[] | (Partial<Workflow> & Partial<Step>);
  if (!Array.isArray(part) && part.jobs) return text;
  const whole = (steps: readonly Step[], permissions: Permissions = {}) =>
    stringify({ on: 'workflow_dispatch', permissions, jobs: { part: { 'runs-on': 'ubuntu-latest', steps } } });
  if (Array.isArray(part)) return whole(part);
  return whole([{ uses: OURS, ...(part.with ? { with: part.with } : {}) }], part.permissions);
}

/** Its steps with this Action, by job. */
export function ourSteps({ workflow }: WorkflowFile): { job: string; step: Step }[] {
  return Object.entries(workflow.jobs).flatMap(([job, { steps }]) =>
    steps.filter(({ uses }) => uses === OURS || uses === './').map((step) => ({ job, step })),
  );
}
