// Patterns over repository names: `owner/name`, `owner/*`, and `!` in front of what to leave out.
import { BackupError } from './errors.ts';

/**
 * The names that the patterns select, in the order of `names`. No pattern selects all; only exclusions select the rest.
 *
 * @throws `not-found` for a pattern that matches nothing: a typing error must not look like success.
 */
export function selectNames(names: readonly string[], patterns: readonly string[], where: string): string[] {
  const lost = patterns.filter(
    (pattern) => !pattern.startsWith('!') && !names.some((name) => matchesPattern(name, pattern)),
  );
  if (lost.length > 0) {
    throw new BackupError('not-found', `${where} holds no snapshot of ${lost.join(', ')}`, {
      hint:
        names.length > 0
          ? `It holds: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}.`
          : 'It holds no snapshot at all: check --store.',
    });
  }
  return matchNames(names, patterns);
}

/** The same, where a pattern that matches nothing is no error. */
export function matchNames(names: readonly string[], patterns: readonly string[]): string[] {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  return names
    .filter((name) => wanted.length === 0 || wanted.some((pattern) => matchesPattern(name, pattern)))
    .filter((name) => !unwanted.some((pattern) => matchesPattern(name, pattern)));
}

/** True where the pattern means the name. GitHub's names ignore case, so the patterns do. */
export function matchesPattern(name: string, pattern: string): boolean {
  return patternToRegExp(pattern).test(name);
}

/** `*` stays within one half of the name. */
function patternToRegExp(pattern: string): RegExp {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*');
  return new RegExp(`^${source}$`, 'i');
}
