// Patterns over repository names: `owner/name`, `owner/*`, and `!` in front of what to leave out.
import { BackupError } from './errors.ts';

/** Said wherever a repository is missed that a run has seen, and called good. */
const EMPTY_HAVE_NONE = 'A repository without a commit has no snapshot.';

/** What is said where there is nothing to work on in all of a store. */
export function holdsNothing(where: string, command: string): BackupError {
  return new BackupError('not-found', `${where} holds no snapshot to ${command}`, {
    hint: `Check \`store\`, or run \`sync\` first. ${EMPTY_HAVE_NONE}`,
  });
}

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
          ? `It holds: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}. ${EMPTY_HAVE_NONE}`
          : `It holds no snapshot at all: check \`store\`. ${EMPTY_HAVE_NONE}`,
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

/** True where the pattern means the name. GitHub's names ignore case, so the patterns do. `*` stays within one half. */
export function matchesPattern(name: string, pattern: string): boolean {
  const halves = name.toLowerCase().split('/');
  const patterns = pattern.toLowerCase().split('/');
  return halves.length === patterns.length && patterns.every((one, at) => matchesHalf(halves[at] ?? '', one));
}

/**
 * Each piece between two stars is looked for once, where the one before it ended: a regular expression of many stars would
 * try their places in every combination, and not come to an end.
 */
function matchesHalf(half: string, pattern: string): boolean {
  const [first = '', ...pieces] = pattern.split('*');
  const last = pieces.pop();
  if (last === undefined) return half === first;
  if (!half.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = half.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return half.endsWith(last) && half.length - last.length >= at;
}
