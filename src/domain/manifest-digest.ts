// The last field of a manifest: a digest over all the rest of the file, so that a flipped bit shows wherever it is.
import { createHash } from 'node:crypto';

const FIELD = 'manifest_sha256';
// Whatever its name has become: manifests from before there was a digest end with an object.
const LAST_LINE = /\n {2}"([^"\n]*)": "([^"\n]*)"\n(?=\}\s*$)/;

/** Adds the digest to a manifest, which ends with `}` on a line of its own and a line end. */
export function addDigest(text: string): string {
  const body = `${text.slice(0, text.lastIndexOf('\n}'))},\n`;
  return `${body}  "${FIELD}": "${digestOf(`${body}}\n`)}"\n}\n`;
}

/**
 * True where the digest is that of the file without its line, as `grep -v manifest_sha256 | sha256sum` has it, and where
 * there is none: manifests did not always have one.
 */
export function digestFits(text: string): boolean {
  const last = LAST_LINE.exec(text);
  if (!last) return true;
  const [line, name, digest] = last;
  const rest = `${text.slice(0, last.index)}\n${text.slice(last.index + line.length)}`;
  return name === FIELD && digest === digestOf(rest);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
