// Logging as the rest of the program sees it; the doors decide where lines go.
import { behindName } from '../domain/behind-name.ts';

/** Where messages for people go. Never a secret: the doors mask, but nothing secret is handed in to begin with. */
export type Log = {
  /** Something a person wants to know when looking back. */
  info: (line: string) => void;
  /** Something that wants attention although the work goes on. */
  warn: (line: string) => void;
  /** The state of long work; only the latest matters. */
  progress: (line: string) => void;
};

/** The same log with the repository, called `label`, before every line, for work that runs beside other work. */
export function prefixLog(log: Log, repository: string, label: string): Log {
  const add = (write: (line: string) => void) => (line: string) => write(`${label}: ${behindName(repository, line)}`);
  return { info: add(log.info), warn: add(log.warn), progress: add(log.progress) };
}
