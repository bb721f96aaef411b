// What a release is made of, and what it may be: read from a tag, the CHANGELOG and the tags that there are.

/** A version as a tag says it: `v1.2.3`. */
export type Version = readonly [major: number, minor: number, patch: number];

/** @throws for anything but `vX.Y.Z`. */
export function versionOf(tag: string): Version {
  const found = parse(tag);
  if (!found) throw new Error(`"${tag}" is no tag of a release: those are vX.Y.Z, such as v1.2.3`);
  return found;
}

function parse(tag: string): Version | undefined {
  const match = /^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(tag);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

const compare = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/**
 * The plain tags that follow a release, of all tags that there are: `v1` and `v1.2` for `v1.2.3`. One stays where it is while a
 * higher version has it: a fix of 1.1 does not take `v1` back from 1.2.
 */
export function tagsToMove(tag: string, tags: readonly string[]): string[] {
  const version = versionOf(tag);
  const [major, minor] = version;
  const highest = (same: (other: Version) => boolean) =>
    tags.every((other) => {
      const found = parse(other);
      return !found || !same(found) || compare(found, version) <= 0;
    });
  return [
    ...(highest((other) => other[0] === major) ? [`v${major}`] : []),
    ...(highest((other) => other[0] === major && other[1] === minor) ? [`v${major}.${minor}`] : []),
  ];
}

/** Whether no version is higher. */
export function isLatest(tag: string, tags: readonly string[]): boolean {
  const version = versionOf(tag);
  return tags.every((other) => compare(parse(other) ?? version, version) <= 0);
}

/**
 * The section of a version, without its heading.
 *
 * @throws where there is none, where it has no date (`## [1.2.3] - 2026-11-21`), and where it is empty.
 */
export function notesOf(changelog: string, tag: string): string {
  const name = versionOf(tag).join('.');
  const [, ...sections] = changelog.split(/^(?=## )/m);
  const section = sections.find((text) => text.startsWith(`## [${name}]`));
  if (section === undefined) throw new Error(`CHANGELOG.md has no section "## [${name}]"`);
  const [heading = '', ...lines] = section.split('\n');
  if (!/ - \d{4}-\d{2}-\d{2}$/.test(heading))
    throw new Error(`CHANGELOG.md says "${heading}": a release has its date, as "## [${name}] - 2026-11-21"`);
  // Links to versions stand at the end of the file, for its headings.
  const notes = lines
    .filter((line) => !/^\[[\w.]+\]: https:/.test(line))
    .join('\n')
    .trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing about ${name}`);
  return notes;
}
