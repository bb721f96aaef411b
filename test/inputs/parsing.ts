// Parses inputs as a door does, without a process around it.
import { declaredInputs } from '../../src/inputs/declared.ts';
import { parseInputs } from '../../src/inputs/parse.ts';
import type { ParseOptions, RawInputs } from '../../src/inputs/parse.ts';
import type { Settings } from '../../src/commands/settings.ts';
import { BackupError } from '../../src/domain/errors.ts';

/** A folder that relative paths are relative to; nothing is ever read from it. */
export const cwd = '/home/ada/work/app';

const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));

/** What a good sync says: tests replace single inputs of it. */
export const goodSync: RawInputs = { command: 'sync', repositories: 'acme/app', store: './backups' };

/** @throws what `parseInputs` throws. */
export function parse(raw: RawInputs, options: Partial<ParseOptions> = {}): Settings {
  return parseInputs(raw, { door: 'cli', defaults, cwd, env: {}, ...options });
}

/** The message that a user gets to see for bad inputs. Throws where the inputs are good, or the error is no usage error. */
export function complaint(raw: RawInputs, options: Partial<ParseOptions> = {}): string {
  const said = complaintIfAny(raw, options);
  if (said !== '') return said;
  throw new Error('These inputs were taken without a complaint.');
}

/** The same, and nothing for good inputs. */
export function complaintIfAny(raw: RawInputs, options: Partial<ParseOptions> = {}): string {
  try {
    parse(raw, options);
    return '';
  } catch (error) {
    if (error instanceof BackupError && error.kind === 'usage') return error.message;
    throw error;
  }
}
