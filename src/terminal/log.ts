// The log on a terminal: messages on stderr, and one line of progress that rewrites itself where a person is looking.
import type { Log } from '../system/log.ts';

/** Milliseconds between two lines of progress where nothing can be rewritten. */
const PACE = 10_000;

/** Writes to `stream`; stdout stays free for the report. */
export function terminalLog(stream: NodeJS.WriteStream, now: () => Date): Log {
  const live = stream.isTTY;
  let shown = false;
  let next = 0;
  const clear = () => {
    if (shown) stream.write('\r\u001B[K');
    shown = false;
  };
  const line = (text: string) => {
    clear();
    stream.write(`${printable(text)}\n`);
  };
  return {
    info: line,
    warn: (text) => line(`warning: ${text}`),
    progress(text) {
      if (live) {
        clear();
        stream.write(printable(text).slice(0, (stream.columns || 80) - 1));
        shown = true;
      } else if (now().getTime() >= next) {
        next = now().getTime() + PACE;
        line(text);
      }
    },
  };
}

/** What servers and repositories say is shown without control characters, which could rewrite the screen. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is taken out
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, ' ');
}
