// The list of what is failing as text that hides in Markdown, and back.
import * as z from 'zod/mini';
import type { FailureKind, FailureState } from './failures.ts';

const OPENING = '<!-- repo-backup state ';

const origin = { step: z.string(), shard: z.string(), task: z.string() };
const found = { since: z.iso.datetime(), found: z.iso.datetime(), run: z.string(), missed: z.array(z.string()) };
const kind = z.pipe(
  z.string().check(z.regex(/^[a-z-]{1,40}$/)),
  z.transform((text) => text as FailureKind),
);
const text = z.optional(z.string());
const told = { repository: text, message: text, hint: text };
const schema = z.object({
  salt: z.string(),
  told: z.string(),
  last: z.optional(
    z.object({ at: z.iso.datetime(), url: z.optional(z.string().check(z.regex(/^https?:\/\/[\w.:/-]+$/))) }),
  ),
  heard: z._default(
    z.array(z.object({ step: z.string(), task: z.string(), run: z.string(), shards: z.array(z.string()) })),
    [],
  ),
  open: z.array(z.object({ ...told, kind, ...origin, ...found })),
  unnamed: z.array(z.object({ ...origin, kind, ...found, tags: z.string().check(z.regex(/^[\w-]*$/)) })),
});

/** The list as an HTML comment on one line. Nothing in it ends the comment early. */
export function hideState(state: FailureState): string {
  const json = JSON.stringify(state).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('--', '-\\u002d');
  return `${OPENING}${json} -->`;
}

/** The list that a text hides; undefined where there is none, or someone has changed it so that it cannot be read. */
export function findState(text: string): FailureState | undefined {
  const from = text.lastIndexOf(OPENING);
  const to = text.indexOf(' -->', from);
  if (from < 0 || to < 0) return undefined;
  try {
    return schema.safeParse(JSON.parse(text.slice(from + OPENING.length, to))).data;
  } catch {
    return undefined;
  }
}
