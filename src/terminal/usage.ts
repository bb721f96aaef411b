// Help on the terminal, made from the declared inputs so that it cannot drift from them.
import { COMMANDS, type CommandName } from '../commands/settings.ts';
import { declaredInputs } from '../inputs/declared.ts';
import { ACTION_ONLY, READS, VARIABLES } from '../inputs/reads.ts';

const WHAT: Record<CommandName, string> = {
  sync: 'snapshot every repository that changed, then prune (the default)',
  snapshot: 'snapshot every repository, changed or not',
  init: 'check the access to repositories and store, make the first snapshots',
  copy: 'bring snapshots from one store to others',
  prune: 'remove what the retention policy no longer wants',
  pin: 'keep a snapshot whatever the retention policy says',
  unpin: 'let the retention policy decide on a snapshot again',
  status: 'tell what the store holds, how old it is, whether it is healthy',
  verify: 'prove that every stored byte is what it was',
  restore: 'bring a repository back',
  drill: 'restore into a scratch place, timed, and remove it again',
  plan: 'resolve the selection and share it out among the jobs of a matrix',
  report: 'merge what the jobs of this workflow run did into one report',
};

const EXAMPLES: Record<CommandName, string> = {
  sync: 'sync --repositories acme/app,acme/site --store ./backups',
  snapshot: 'snapshot --repositories acme/app --store ./backups --type full',
  init: 'init --repositories acme/app=/srv/git/app.git --store ./backups',
  copy: 'copy --store ./backups --copy-to s3://bucket/backups?region=eu-central-1',
  prune: 'prune --store ./backups --retention-days 90 --dry-run',
  pin: 'pin --repositories acme/app --store ./backups --snapshot latest --reason release-2.0',
  unpin: 'unpin --repositories acme/app --store ./backups --snapshot snapshot-20261121-020000',
  status: 'status --store ./backups --max-age-hours 26',
  verify: 'verify --store ./backups --deep',
  restore: 'restore --repositories acme/app --store ./backups --at 2026-11-05T12:00:00Z --to ./app.git',
  drill: 'drill --store ./backups',
  plan: 'plan --repositories acme/app,acme/site --shards 2',
  report: 'report --store ./backups --matrix ./plan.json',
};

const WIDTH = 100;

/** The help text: of the whole program, or of one command where a known one is named. */
export function usageText(command: string | undefined): string {
  const known = COMMANDS.find((one) => one === command);
  return known ? commandHelp(known) : programHelp();
}

function programHelp(): string {
  const width = Math.max(...COMMANDS.map((name) => name.length));
  return `repo-backup: dated snapshots of git repositories that restore with one command, or with git and tar alone.

Usage: repo-backup <command> [flags]

${COMMANDS.map((name) => `  ${name.padEnd(width)}  ${WHAT[name]}`).join('\n')}

  repo-backup sync --repositories acme/app,acme/site --store ./backups
  repo-backup restore --repositories acme/app --store ./backups --to ./app.git

repo-backup <command> --help shows the flags of a command.
Every command takes --json (one JSON document on stdout, all else on stderr), --help and --version.
A token comes from REPO_BACKUP_TOKEN, GITHUB_TOKEN or GH_TOKEN.
The key of encrypted snapshots comes from the file that --identity names or from REPO_BACKUP_IDENTITY,
a passphrase from REPO_BACKUP_PASSPHRASE. The addresses of alarms come from variables, too.
Exit codes: 0 all good, 1 failed, 2 bad usage, 3 some repositories failed.
`;
}

function commandHelp(command: CommandName): string {
  const flags = declaredInputs
    .filter(({ name }) => READS[command].includes(name) && !(name in VARIABLES) && !ACTION_ONLY.includes(name))
    .map(({ name, description, default: value }) => {
      const isSwitch = value === 'true' || value === 'false';
      const head = `  --${name}${isSwitch ? '' : ' VALUE'}${value === '' ? '' : `  (default: ${value})`}`;
      return `${head}\n${wrap(withoutCommands(description), '      ')}`;
    });
  const variables = declaredInputs
    .filter(({ name }) => READS[command].includes(name) && name in VARIABLES)
    .map(({ name, description }) => `  ${VARIABLES[name]}\n${wrap(withoutCommands(description), '      ')}`);
  return `repo-backup ${command}: ${WHAT[command]}

  repo-backup ${EXAMPLES[command]}

${flags.join('\n')}
  --json
      One JSON document on stdout, and everything else on stderr.

Variables of the environment, for what no other user of the machine may see:

${variables.join('\n')}
`;
}

/** "For `restore`, the folder" is "The folder" where only the flags of `restore` are shown. */
function withoutCommands(description: string): string {
  const text = description.replace(/^For (?:`\w+`(?:, | and ))+/, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function wrap(text: string, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if (`${indent}${lines[last]} ${word}`.length > WIDTH) lines.push(word);
    else lines[last] = lines[last] === '' ? word : `${lines[last]} ${word}`;
  }
  return lines.map((line) => indent + line).join('\n');
}
