// The command line's door: reads the arguments, and loads nothing more than what they ask for.
import { BackupError } from './domain/errors.ts';
import { VERSION } from './domain/version.ts';
import { readArguments, type Arguments } from './terminal/arguments.ts';
import { usageText } from './terminal/usage.ts';

async function main(argv: string[]): Promise<number> {
  const parsed = parse(argv);
  if (typeof parsed === 'number') return parsed;
  if (parsed.help || parsed.version) {
    process.stdout.write(parsed.help ? usageText(parsed.raw['command']) : `repo-backup ${VERSION}\n`);
    return 0;
  }
  const { runFromCommandLine } = await import('./terminal/run.ts');
  return runFromCommandLine(parsed);
}

function parse(argv: string[]): Arguments | number {
  try {
    return readArguments(argv);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    process.stderr.write(`${error.message}\n${error.hint ?? ''}\n`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
