// The notes of a snapshot's release: what it is and how to bring it back, for people who find it on GitHub.
import { isKind } from '../../domain/errors.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { parseManifest } from '../../domain/manifest-text.ts';
import { tagOf } from '../../domain/tags.ts';
import { formatBytes } from '../../system/units.ts';

const HOME = 'https://github.com/creditxcredit/repo-backup';

/** Where the snapshot is: the store's address, the repository that holds its releases, and the size in bytes of its largest assets. */
export type Whereabouts = { address: string; holder: string; partSize: number };

/** Describes a snapshot in Markdown. Of a sealed one it tells what its readable half tells, which is nothing of its content. */
export function describeSnapshot(text: string, whereabouts: Whereabouts): string {
  const manifest = readIfWhole(text);
  if (!manifest) return `A snapshot made by [repo-backup](${HOME}).\n`;
  return [...describe(manifest), ...restoring(manifest, whereabouts)].join('\n');
}

function readIfWhole(text: string): Manifest | undefined {
  try {
    return parseManifest(text, 'the manifest');
  } catch (error) {
    if (isKind(error, 'corrupt') || isKind(error, 'unsupported')) return undefined;
    throw error;
  }
}

function describe(manifest: Manifest): string[] {
  const {
    repository,
    timestamp,
    created_by: by,
    commit_hash: commit,
    commit_date: date,
    commit_message: message,
  } = manifest;
  const rows: [string, string][] = [
    ['Repository', `${code(repository.full_name)}, from ${code(manifest.source)}`],
    ['Commit', commit === null ? '' : [code(commit), date ?? '', code(firstLine(message))].filter(Boolean).join(' ')],
    ['Type', [manifest.type, manifest.sealed ? 'encrypted' : ''].filter(Boolean).join(', ')],
    [
      'Builds on',
      earlierOf(manifest)
        .map((snapshot) => code(tagOf(repository.full_name, snapshot)))
        .join('<br>'),
    ],
    ['Refs', String(manifest.git.refs.count)],
    ['Size', manifest.archives.map(({ name, size }) => `${formatBytes(size)} in ${code(name)}`).join('<br>')],
    ['Run', by.run_url === null ? '' : linkOrCode(by.run_url)],
  ];
  return [
    `Snapshot of ${code(repository.full_name)} at ${timestamp}, made by [repo-backup](${HOME}) (${code(`${by.name} ${by.version}`)}).`,
    '',
    '| | |',
    '| --- | --- |',
    ...rows.filter(([, value]) => value !== '').map(([name, value]) => `| ${name} | ${value} |`),
    '',
  ];
}

function earlierOf({ git, snapshot_name: own }: Manifest): string[] {
  return [...new Set(git.chain.map(({ snapshot }) => snapshot))].filter((snapshot) => snapshot !== own);
}

function firstLine(message: string | null): string {
  const [line = ''] = (message ?? '').split('\n');
  return line.length > 100 ? `${line.slice(0, 100)}...` : line;
}

/** A manifest that was copied comes from another store: it may say anything. Only what is a plain address becomes a link. */
function linkOrCode(text: string): string {
  return /^https:\/\/[\w.:-]+(\/[\w.-]+)*$/.test(text) ? text : code(text);
}

/** As code nothing is a mention that writes to somebody, a reference to an issue, or an end of the table. */
function code(text: string): string {
  const plain = text.replaceAll(/[`|\s]+/g, ' ').trim();
  return plain === '' ? '' : `\`${plain}\``;
}

function restoring(manifest: Manifest, { address, holder, partSize }: Whereabouts): string[] {
  const { repository, snapshot_name: snapshot } = manifest;
  const name = repository.full_name;
  const store = /[?&]/.test(address) ? `'${address}'` : address;
  const tags = [...earlierOf(manifest), snapshot].map((one) => tagOf(name, one)).join(' ');
  const folder = `backups/${name}`;
  const split = manifest.archives.filter(({ size }) => size > partSize);
  const where = manifest.sealed ? 'docs/encryption.md' : 'README.md#without-this-program';
  return [
    'To restore it, with all that it builds on:',
    '',
    '```sh',
    `repo-backup restore --repositories ${name} --store ${store} --snapshot ${snapshot} --to ./restored.git`,
    '```',
    '',
    `Without that program, first`,
    '',
    '```sh',
    `for tag in ${tags}; do gh release download "$tag" --repo ${holder} --dir ${folder}; done`,
    ...split.map((archive) => `cat ${folder}/${archive.name}.*-of-* > ${folder}/${archive.name}`),
    '```',
    '',
    `and then the lines of [${where.split('#')[0]}](${HOME}/blob/main/${where}), with \`store=${folder}\` and \`snapshot=${snapshot}\`.`,
    '',
  ];
}
