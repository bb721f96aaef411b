// The faults that a server and its network can have at one request, or from one request on.
import { endAfter, flipAt, shortenTo } from '../../lab/body-faults.ts';
import type { Passed, Trouble } from '../../lab/fault-proxy.ts';
import { refusal } from '../scene.ts';

/** What befalls a request. */
export type Befall = Pick<Trouble, 'answer' | 'lose' | 'change' | 'halve' | 'alter' | 'unmeasured' | 'hold' | 'keep'>;

export type Kind = {
  name: string;
  /** Every request from that one on, and not only that one. */
  lasts?: true;
  /** What it does to a request like this one, seen in a run without faults; undefined where it can do nothing to it. */
  befall: (seen: Passed) => Befall | undefined;
};

const never = (): Promise<unknown> => new Promise(() => undefined);
const sends = ({ headers }: Passed) => Number(headers['content-length'] ?? 0) > 0;
const isObject = ({ method, path }: Passed) => method === 'GET' && /\.(tar|json|pin)$/.test(path);
const flipped = (body: Buffer): Buffer => {
  const copy = Buffer.from(body);
  const at = copy.length >> 1;
  if (copy.length > 0) copy.writeUInt8(copy.readUInt8(at) ^ 4, at);
  return copy;
};

const wrongUp: Kind['befall'] = (seen) => (sends(seen) ? { change: flipped } : undefined);
const wrongDown: Kind['befall'] = (seen) =>
  isObject(seen) && seen.answered > 0 ? { alter: flipAt(seen.answered >> 1, 4) } : undefined;

export const KINDS: readonly Kind[] = [
  { name: '500', befall: () => ({ answer: refusal(500, 'InternalError') }) },
  { name: '500 from then on', lasts: true, befall: () => ({ answer: refusal(500, 'InternalError') }) },
  { name: '503 SlowDown', befall: () => ({ answer: refusal(503, 'SlowDown') }) },
  { name: 'reset before the server saw it', befall: () => ({ answer: 'hang-up' }) },
  { name: 'the server gone from then on', lasts: true, befall: () => ({ answer: 'hang-up' }) },
  { name: 'reset after the server did it', befall: () => ({ lose: true }) },
  { name: 'sent by half', befall: (seen) => (sends(seen) ? { halve: true } : undefined) },
  {
    name: 'an answer that is cut',
    befall: ({ answered }) => (answered > 0 ? { alter: endAfter(answered >> 1, 'cut') } : undefined),
  },
  {
    name: 'an answer that ends early and says nothing of it',
    befall: ({ answered }) => (answered > 0 ? { alter: shortenTo(answered >> 1), unmeasured: true } : undefined),
  },
  {
    name: 'an answer that stalls',
    befall: ({ answered }) => (answered > 0 ? { alter: endAfter(answered >> 1, 'stall') } : { keep: never }),
  },
  { name: 'a bit flipped on the way there', befall: wrongUp },
  { name: 'bits flipped on the way there from then on', lasts: true, befall: wrongUp },
  { name: 'a bit flipped on the way back', befall: wrongDown },
  { name: 'bits flipped on the way back from then on', lasts: true, befall: wrongDown },
];
