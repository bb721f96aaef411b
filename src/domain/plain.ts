// What servers and repositories say, as text that rewrites nothing where it is shown: a screen, a log, a page.

// Sequences that colour and move (ECMA-48, 5.4), and all control characters but tab and line feed.
// oxlint-disable-next-line no-control-regex -- control characters are exactly what is taken out
const CONTROLS = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
// They turn the direction of writing, or stand unseen between the signs of a command.
const UNSEEN = /\p{Cf}/gu;

/** The text without control characters, escape sequences, and characters that nobody sees. Line ends are line feeds. */
export function plain(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(CONTROLS, ' ').replace(UNSEEN, '');
}
