// Pins: the mark beside a manifest that keeps its snapshot, whatever the retention policy says.
import * as z from 'zod/mini';

/** A pin as it is stored. That it exists pins the snapshot; what it says is for people. */
export type Pin = {
  snapshot_name: string;
  /** UTC; null where a damaged pin no longer tells. */
  pinned_at: string | null;
  reason: string | null;
};

const pinSchema = z.object({ pinned_at: z.iso.datetime(), reason: z.nullable(z.string()) });

/** The pin as it is stored: indented JSON, one trailing newline. */
export function serialisePin(pin: Pin): string {
  return `${JSON.stringify(pin, null, 2)}\n`;
}

/** Reads the stored text of a snapshot's pin. Whatever it says, even if it is damaged, the snapshot is pinned. */
export function parsePin(text: string, snapshot: string): Pin {
  const { data } = pinSchema.safeParse(parseJson(text));
  return { snapshot_name: snapshot, pinned_at: data?.pinned_at ?? null, reason: data?.reason ?? null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
