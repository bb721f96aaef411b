// The command line's door: reads the arguments, and loads nothing more than what they ask for.
import { VERSION } from './domain/version.ts';
import { readArguments } from './terminal/arguments.ts';
import { usageText } from './terminal/usage.ts';

// A reader that has seen enough (`| head`) closes the pipe: the work goes on, and its verdict stays the exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

async function main(argv: readonly string[]): Promise<number> {
  const parsed = readArguments(argv);
  if (parsed.help || parsed.version) {
    process.stdout.write(parsed.help ? usageText(parsed.raw['command']) : `repo-backup ${VERSION}\n`);
    return 0;
  }
  const { runFromCommandLine } = await import('./terminal/run.ts');
  return runFromCommandLine(parsed);
}

process.exitCode = await main(process.argv.slice(2));
