// JSON that somebody else may have written: small in bytes it can still be large in memory, so what it holds is counted first.

/**
 * Parses JSON with at most `most` values. A file of a few megabytes can hold millions, each of which takes a hundred times
 * its bytes where it is parsed and checked.
 *
 * @throws SyntaxError where it is no JSON, or has more values
 */
export function parseBounded(text: string, most: number): unknown {
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === BRACKET || code === BRACE) values += 1;
  }
  if (values > most) throw new SyntaxError(`it holds more than ${most} values`);
  return JSON.parse(text);
}

// Each value but the first follows one of these. Those in strings are counted too: a bound need not be exact.
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACE = 0x7b;
