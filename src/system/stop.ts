// Work that nobody can wait for any longer, since the program is about to end.

/**
 * What `work` gives.
 *
 * @throws what `work` throws; and the signal's reason as soon as it aborts, with the work left to itself. It is not begun
 *   where the signal has aborted before.
 */
export async function unlessStopped<R>(signal: AbortSignal | undefined, work: () => Promise<R>): Promise<R> {
  if (!signal) return work();
  signal.throwIfAborted();
  let leave: () => void = () => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave);
  });
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
