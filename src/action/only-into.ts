// Bringing back a cache without trusting who filled it: tar writes into one folder, whatever the names in the archive are.
import type { Log } from '../system/log.ts';
import { run } from '../system/process.ts';

/**
 * Whether `onlyInto` binds the tar that the client takes: GNU's alone reads TAR_OPTIONS. On macOS that is `gtar`. On Windows
 * names have other ways out of a folder, which the transform does not know. Never throws; the log says where it is not so.
 */
export async function tarCanBeBound(env: NodeJS.ProcessEnv, log: Log, platform = process.platform): Promise<boolean> {
  const program = platform === 'darwin' ? 'gtar' : 'tar';
  const version = platform === 'win32' ? '' : (await run({ program, args: ['--version'], env })).stdout.toString();
  if (version.includes('GNU tar')) return true;
  log.info('nothing is kept in the cache: bringing it back safely takes GNU tar, on macOS as gtar');
  return false;
}

/**
 * The client has tar write wherever a cache says: whoever fills the cache in another job could replace any file of this
 * one. GNU tar takes more options from TAR_OPTIONS. With these all that a cache brings comes to lie in the folder, whatever
 * it is called; and in the locale C the pattern fits every byte of a name.
 */
export function onlyInto(folder: string): Record<string, string> {
  const inSed = folder.replaceAll(/[\\&,]/g, String.raw`\$&`);
  const inOptions = inSed.replaceAll(/[\\\s]/g, String.raw`\$&`);
  return { LC_ALL: 'C', TAR_OPTIONS: `--no-overwrite-dir --transform=s,^.*/,, --transform=s,^,${inOptions}/,` };
}
