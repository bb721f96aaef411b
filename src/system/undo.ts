// What is half done is undone when the program ends before it is done: told to stop by a signal, or by a bug.

/**
 * Calls `undo` if the program ends before the handle is disposed; what was remembered last is undone first. Must not wait:
 * there is no time left for that.
 */
export function undoAtExit(undo: () => void): Disposable {
  const attempt = (): void => {
    try {
      undo();
    } catch {
      // The program is ending, and the rest has to be undone too.
    }
  };
  process.prependOnceListener('exit', attempt);
  return { [Symbol.dispose]: () => void process.off('exit', attempt) };
}
