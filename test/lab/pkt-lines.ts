// The lab's own reading and writing of pkt-lines, apart from the product's, so that one can judge the other.

export type Packet =
  | { readonly kind: 'data'; readonly raw: Buffer; readonly payload: Buffer }
  | { readonly kind: 'flush' | 'delimiter' | 'end'; readonly raw: Buffer };

/** One pkt-line: four hexadecimal digits of length, then the payload. */
export function packet(payload: string | Uint8Array): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

export const flushPacket = Buffer.from('0000');

/** A packet on a side-band: 1 pack data, 2 progress, 3 fatal error. */
export function bandPacket(band: 1 | 2 | 3, payload: string | Uint8Array): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  return packet(Buffer.concat([Buffer.from([band]), bytes]));
}

const special = { 0: 'flush', 1: 'delimiter', 2: 'end' } as const;

/** Cuts a stream of bytes into packets. Bytes that are no packets come out as one last data packet. */
export async function* readPackets(body: AsyncIterable<Buffer>): AsyncGenerator<Packet> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let next = takePacket(rest); next !== undefined; next = takePacket(rest)) {
      yield next;
      rest = rest.subarray(next.raw.length);
    }
  }
  if (rest.length > 0) yield { kind: 'data', raw: rest, payload: rest };
}

/** All packets of a complete body; stops where the bytes are not packets. */
export function parsePackets(body: Buffer): Packet[] {
  const packets: Packet[] = [];
  for (let rest = body, next = takePacket(rest); next !== undefined; next = takePacket(rest)) {
    packets.push(next);
    rest = rest.subarray(next.raw.length);
  }
  return packets;
}

function takePacket(bytes: Buffer): Packet | undefined {
  const digits = bytes.toString('latin1', 0, 4);
  if (!/^[0-9a-f]{4}$/i.test(digits)) return undefined;
  const length = Number.parseInt(digits, 16);
  if (length === 0 || length === 1 || length === 2) return { kind: special[length], raw: bytes.subarray(0, 4) };
  if (length < 4 || bytes.length < length) return undefined;
  return { kind: 'data', raw: bytes.subarray(0, length), payload: bytes.subarray(4, length) };
}
