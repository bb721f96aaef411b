// Names of refs, and what HEAD may be: in a manifest and on the wire alike, from servers and stores that nobody vouches for.

/** True for a ref below `refs/` that no file system could take for another place. Git's own rules are stricter. */
export function isSafeRefName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what a ref name must not hold
  return name.startsWith('refs/') && !/[\x00-\x20\x7f~^:?*[\\]|\.\.|\/\/|\/$|\/\./.test(name);
}

/** True where HEAD is a commit and not the name of a ref. */
export function isDetached(head: string): boolean {
  return /^[0-9a-f]+$/.test(head);
}
