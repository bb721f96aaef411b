// pkt-line: git's framing on the wire (gitprotocol-common), four hex digits of length and then the data.
import { BackupError } from '../domain/errors.ts';

/** Ends a message (`0000`). */
export const FLUSH = Buffer.from('0000');
/** Separates the sections of a message (`0001`), protocol v2 only. */
export const DELIMITER = Buffer.from('0001');

/** One packet: its data, or one of the special lengths. */
export type Packet = Buffer | 'flush' | 'delimiter' | 'response-end';

// LARGE_PACKET_MAX of git's pkt-line.h: no server may send a longer packet.
const LONGEST = 65_520;

/** A data packet from text or bytes. Text is encoded as Latin-1, since ref names are bytes and not text. */
export function packet(data: string): Buffer {
  const body = Buffer.from(data, 'latin1');
  return Buffer.concat([Buffer.from((body.length + 4).toString(16).padStart(4, '0')), body]);
}

/**
 * Splits a stream of bytes into packets as they arrive. Data packets are views of the chunk that brought them: use them
 * before asking for the next.
 *
 * @throws `protocol` where the bytes are not pkt-lines, `unreachable` where the stream ends inside of a packet.
 */
export async function* readPackets(stream: AsyncIterable<Buffer>): AsyncGenerator<Packet, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (data.length >= 4) {
      const length = packetLength(data);
      if (length > data.length) break;
      yield length < 4 ? special(length) : data.subarray(4, length);
      data = data.subarray(Math.max(length, 4));
    }
    rest = data;
  }
  if (rest.length > 0) throw cutShort();
}

/** The error of an answer that ended before its end was announced. */
export function cutShort(): BackupError {
  return new BackupError('unreachable', 'the connection was cut in the middle of an answer', {
    hint: 'Run it again; nothing incomplete was stored.',
  });
}

function packetLength(data: Buffer): number {
  const digits = data.toString('latin1', 0, 4);
  const length = /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
  if (length < 0 || length === 3 || length > LONGEST) {
    throw new BackupError(
      'protocol',
      `the server did not answer in git's protocol (it began ${JSON.stringify(data.toString('latin1', 0, 40))})`,
    );
  }
  return length;
}

function special(length: number): Packet {
  if (length === 0) return 'flush';
  return length === 1 ? 'delimiter' : 'response-end';
}
