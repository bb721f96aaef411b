// A user without rights, for tests that run as root: root may do everything, also what a test wants to see refused.

/** Acts as nobody to the end of the scope, if this process runs as root. */
export function asNobody(): Disposable {
  if (process.geteuid?.() !== 0) return { [Symbol.dispose]: () => undefined };
  process.seteuid?.(65_534);
  return { [Symbol.dispose]: () => process.seteuid?.(0) };
}
