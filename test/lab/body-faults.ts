// What a server can do to the body of an answer on its way out: cut, stall, slow down, shorten, damage, interrupt it.
import { setTimeout as wait } from 'node:timers/promises';
import { bandPacket, readPackets } from './pkt-lines.ts';
import type { Packet } from './pkt-lines.ts';

/** What the server does next: send these bytes, or end the exchange in a bad way. No more steps is the clean end. */
export type Step = Buffer | 'cut' | 'reset' | 'stall';
export type Alteration = (body: AsyncIterable<Buffer>) => AsyncIterable<Step>;

/** Where offsets count from: the start of the HTTP body, or of the pack inside its side-band packets. */
export interface Place {
  readonly of?: 'body' | 'pack';
}

/** Bytes of a body, and whether an offset counts them. */
interface Segment {
  readonly bytes: Buffer;
  readonly counted: boolean;
}

/** Sends `count` bytes (or all, if there are fewer), then ends the exchange with `step`. */
export function endAfter(count: number, step: 'cut' | 'reset' | 'stall', place: Place = {}): Alteration {
  return async function* (body) {
    let left = count;
    for await (const { bytes, counted } of segments(body, place)) {
      if (counted && bytes.length >= left) {
        if (left > 0) yield bytes.subarray(0, left);
        break;
      }
      yield bytes;
      if (counted) left -= bytes.length;
    }
    yield step;
  };
}

/** Flips bits of the byte at `offset` and leaves everything else as it is. */
export function flipAt(offset: number, mask: number, place: Place = {}): Alteration {
  return async function* (body) {
    let position = 0;
    for await (const { bytes, counted } of segments(body, place)) {
      const index = offset - position;
      if (counted && index >= 0 && index < bytes.length) {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(index) ^ mask, index);
        yield copy;
      } else {
        yield bytes;
      }
      if (counted) position += bytes.length;
    }
  };
}

/** Ends the body cleanly after `count` bytes. Of a pack: the framing stays whole, only pack data goes missing. */
export function shortenTo(count: number, place: Place = {}): Alteration {
  if (place.of === 'pack') return (body) => shortenPack(body, count);
  return async function* (body) {
    let left = count;
    for await (const chunk of body) {
      if (left > 0) yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
  };
}

/** Sends everything, in portions of a twentieth of a second, so that the stream is slow and not only late. */
export function slowTo(bytesPerSecond: number): Alteration {
  const size = Math.max(1, Math.floor(bytesPerSecond / 20));
  return async function* (body) {
    for await (const chunk of body) {
      for (let start = 0; start < chunk.length; start += size) {
        yield chunk.subarray(start, start + size);
        await wait(50);
      }
    }
  };
}

/** Sends other JSON in place of the JSON that was to be sent. */
export function rewriteJson(change: (json: unknown) => unknown): Alteration {
  return async function* (body) {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    yield Buffer.from(JSON.stringify(change(JSON.parse(Buffer.concat(chunks).toString()))));
  };
}

/** Sends `packBytes` bytes of the pack, then a fatal error on side-band 3, then ends. */
export function interruptWith(text: string, packBytes: number): Alteration {
  return async function* (body) {
    let left = packBytes;
    for await (const packet of readPackets(body)) {
      const data = packData(packet);
      if (data === undefined) {
        // Bytes that end an answer come too late for an error; anything else may pass.
        if (packet.kind !== 'flush') yield packet.raw;
      } else {
        if (left > 0) yield bandPacket(1, data.subarray(0, left));
        left -= data.length;
        if (left <= 0) break;
      }
    }
    yield bandPacket(3, text);
  };
}

async function* shortenPack(body: AsyncIterable<Buffer>, count: number): AsyncGenerator<Step> {
  let left = count;
  for await (const packet of readPackets(body)) {
    const data = packData(packet);
    if (data === undefined) {
      yield packet.raw;
    } else {
      if (left > 0) yield bandPacket(1, data.subarray(0, left));
      left -= data.length;
    }
  }
}

async function* segments(body: AsyncIterable<Buffer>, place: Place): AsyncGenerator<Segment> {
  if (place.of !== 'pack') {
    for await (const bytes of body) yield { bytes, counted: true };
    return;
  }
  for await (const packet of readPackets(body)) {
    const data = packData(packet);
    const header = data === undefined ? packet.raw.length : packet.raw.length - data.length;
    yield { bytes: packet.raw.subarray(0, header), counted: false };
    if (data !== undefined) yield { bytes: data, counted: true };
  }
}

/** Only side-band packets begin with a byte of 1 to 3: ref lines and acknowledgements begin with text. */
function packData(packet: Packet): Buffer | undefined {
  return packet.kind === 'data' && packet.payload[0] === 1 ? packet.payload.subarray(1) : undefined;
}
