// The log on a terminal: messages on stderr, and one line of progress that rewrites itself where a person is looking.
import { plain } from '../domain/plain.ts';
import { indented } from '../report/remarks.ts';
import type { Log } from '../system/log.ts';

/** Milliseconds between two lines of progress where nothing can be rewritten; shorter work shows none. */
const PACE = 10_000;

/** What the log needs of a stream: stderr has it. */
export type LogStream = { write: (text: string) => unknown; isTTY?: boolean; columns?: number };

/** Writes to `stream`; stdout stays free for the report. */
export function terminalLog(stream: LogStream, now: () => Date): Log {
  let shown = false;
  let next = now().getTime() + PACE;
  const clear = () => {
    if (shown) stream.write('\r\u001B[K');
    shown = false;
  };
  const line = (text: string) => {
    clear();
    stream.write(`${plain(indented(text))}\n`);
  };
  return {
    info: line,
    warn: (text) => line(`warning: ${text}`),
    progress(text) {
      if (stream.isTTY) {
        clear();
        stream.write(plain(text.replaceAll('\n', ' ')).slice(0, (stream.columns || 80) - 1));
        shown = true;
      } else if (now().getTime() >= next) {
        next = now().getTime() + PACE;
        line(text);
      }
    },
  };
}
