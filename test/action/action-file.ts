// What action.yml promises.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** The names of the outputs, in order. */
export async function actionOutputs(): Promise<string[]> {
  const text = await readFile(new URL('../../action.yml', import.meta.url), 'utf8');
  return Object.keys((parse(text) as { outputs: Record<string, unknown> }).outputs);
}
