// The inputs of an action as GitHub's runner hands them over: defaults from action.yml, expressions filled in.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

interface ActionFile {
  readonly inputs?: Record<string, { readonly default?: string | number | boolean } | null>;
}

/** What `${{ ... }}` in a default may name, such as `github.token`. An unknown name is empty, as on GitHub. */
export type Context = Readonly<Record<string, string>>;

export interface ActionInputs {
  /** INPUT_* variables: upper case, spaces become `_`, hyphens stay. */
  readonly variables: Record<string, string>;
  /** Inputs given that action.yml does not declare: the runner only warns, and passes them on. */
  readonly unexpected: string[];
}

/** Joins the inputs that a workflow gives with the defaults of the action.yml at `path`. */
export async function actionInputs(
  path: string,
  given: Readonly<Record<string, string>>,
  context: Context,
): Promise<ActionInputs> {
  const { inputs = {} } = parse(await readFile(path, 'utf8')) as ActionFile;
  const defaults = Object.entries(inputs).map(
    ([name, input]) => [name, fillIn(String(input?.default ?? ''), context)] as const,
  );
  const all = new Map(defaults.map(([name, value]) => [variableName(name), value]));
  const declared = new Set(all.keys());
  for (const [name, value] of Object.entries(given)) all.set(variableName(name), value);
  const unexpected = Object.keys(given).filter((name) => !declared.has(variableName(name)));
  return { variables: Object.fromEntries(all), unexpected };
}

function variableName(input: string): string {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
}

function fillIn(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    if (!/^[\w.-]+$/.test(expression)) throw new Error(`The lab knows only names in expressions, not "${expression}".`);
    return context[expression] ?? '';
  });
}
