// A client of ours at the lab's GitHub, with what it logged.
import { openGitHub } from '../../src/github/client.ts';
import type { LabGitHub } from '../lab/github/github.ts';

/** Opens the lab's GitHub as the program would, with the token of its settings or another one. */
export function openLab({ url: serverUrl, apiUrl, settings }: LabGitHub, token = settings.token) {
  const warnings: string[] = [];
  const log = { info: () => undefined, progress: () => undefined, warn: (text: string) => void warnings.push(text) };
  return { ...openGitHub({ serverUrl, apiUrl, tokenFor: async () => token, log }), warnings };
}

/** What it rejected with. */
export async function rejected(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
