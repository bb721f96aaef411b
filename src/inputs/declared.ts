// The inputs of both doors: generated from action.yml by `npm run generate`, never edited by hand.

/** Every input, in the order of action.yml. A default of `true` or `false` makes it a switch. */
export const declaredInputs = [
  {
    name: 'command',
    description:
      'What to do. `sync`, for every day, makes a snapshot of each repository that changed, then prunes; `snapshot` always makes one; `init` checks the access to the store and makes the first snapshots. `restore` brings a repository back; `status` tells what the store holds and how old it is; `verify` proves the stored snapshots; `drill` restores one into a scratch place, timed, and removes it again. `prune` removes what the retention policy no longer keeps; `pin` keeps a snapshot whatever the policy says, and `unpin` lets it go; `copy` brings snapshots from one store to others. `plan` shares a selection out among the jobs of a matrix, and `report` merges what these jobs did.',
    default: 'sync',
  },
  {
    name: 'repositories',
    description:
      'The repositories, one per line or separated by commas; in a workflow the default is its own one. `owner/name`, the URL of a Git repository, a local path that begins with a dot or a slash, or `owner/name=address` to choose the name that a repository is stored under. `owner/*`, `owner/prefix-*` and `owner:name` take what an owner has; `topic:name` beside them narrows that; `!owner/name`, `!owner/prefix-*` and `!topic:name` leave out. Commands that only read the store take names and patterns of what it holds.',
    default: '',
  },
  {
    name: 'store',
    description:
      'Where the snapshots rest. In a workflow empty means `artifact:`, the artifacts of its own repository (in YAML it needs quotes); `artifact:owner/name` reads those of another one. `release:owner/name` keeps them as releases, `s3://bucket/prefix?region=eu-central-1` in S3-compatible storage, `./dir`, `/dir` or `file:///dir` in a directory. Several stores, one a line: each snapshot goes to all of them, and each keeps a history of its own; `restore` takes the newest fitting snapshot of them all.',
    default: '',
  },
  {
    name: 'retention-days',
    description:
      'Every state of a repository within the last so many days stays restorable. A snapshot is pruned once no rule keeps it: not this one, and none of the `keep-` rules. The newest good snapshot, what is pinned, and whatever a kept one needs, are never removed. 0 switches this rule off, if another one is given.',
    default: '30',
  },
  {
    name: 'keep-last',
    description: 'So many of the newest good snapshots of a repository stay, however old they are. At least 1.',
    default: '1',
  },
  {
    name: 'keep-hourly',
    description: 'Of the last so many hours (UTC) that have a snapshot, the newest of each stays. 0 is no such rule.',
    default: '0',
  },
  {
    name: 'keep-daily',
    description: 'Of the last so many days (UTC) that have a snapshot, the newest of each stays. 0 is no such rule.',
    default: '0',
  },
  {
    name: 'keep-weekly',
    description:
      'Of the last so many weeks (from Monday, UTC) that have a snapshot, the newest of each stays. 0 is no such rule.',
    default: '0',
  },
  {
    name: 'keep-monthly',
    description: 'Of the last so many months (UTC) that have a snapshot, the newest of each stays. 0 is no such rule.',
    default: '0',
  },
  {
    name: 'keep-yearly',
    description: 'Of the last so many years (UTC) that have a snapshot, the newest of each stays. 0 is no such rule.',
    default: '0',
  },
  {
    name: 'token',
    description:
      "Token that reads the repositories. The workflow's own token reads its own repository and public ones; for other private repositories give a fine-grained token with Contents: read. Stores in other repositories than the workflow's own are opened with it too. It is sent to `server-url` only. The command line takes it from REPO_BACKUP_TOKEN, GITHUB_TOKEN or GH_TOKEN, never from a flag.",
    default: '',
  },
  {
    name: 'app-id',
    description:
      "In place of a token that expires: the id of a GitHub App that reads the repositories, at every owner where it is installed. It needs Contents: read and Metadata: read. Its tokens are made for each owner and renewed in long runs, and open stores in other repositories than the workflow's own. `token` is used where it is not installed.",
    default: '',
  },
  {
    name: 'app-private-key',
    description:
      'The private key of the GitHub App, as PEM, from a secret. The command line takes it from REPO_BACKUP_APP_PRIVATE_KEY, never from a flag.',
    default: '',
  },
  {
    name: 'to',
    description:
      'For `restore`, the folder to restore into, such as `./restored.git`. It must be missing or empty, unless `overwrite` is on. One repository that is named becomes this folder; where none is named, or several, each becomes `owner/name.git` in it.',
    default: '',
  },
  {
    name: 'snapshot',
    description:
      'For `copy`, `verify`, `restore`, `drill`, `pin` and `unpin`, the name of the snapshot, as `snapshot-20261121-020000`, or `latest`. Empty means the newest; for `copy` and `verify`, all. `pin` and `unpin` need a name.',
    default: '',
  },
  {
    name: 'at',
    description:
      'For `copy`, `verify`, `restore`, `drill` and `pin`, an instant such as `2026-11-21T02:00:00Z`, or a date, which means its end in UTC: the newest snapshot that is not younger is taken.',
    default: '',
  },
  {
    name: 'worktree',
    description:
      'For `restore`, check the files out into the folder, instead of making a bare mirror for pushing to a new place.',
    default: 'false',
  },
  { name: 'overwrite', description: 'For `restore`, replace the folder if it already exists.', default: 'false' },
  {
    name: 'check-connectivity',
    description: 'For `restore`, prove that every object that the refs lead to is there.',
    default: 'true',
  },
  {
    name: 'deep',
    description:
      'For `verify`, also index every pack anew, compare it with the kept index, and prove that no object is missing. Without it every stored file is read and compared with its size and SHA-256.',
    default: 'false',
  },
  {
    name: 'max-age-hours',
    description:
      'For `status`, a repository is healthy if a run found it unchanged or stored a snapshot within so many hours.',
    default: '48',
  },
  {
    name: 'max-drill-age-days',
    description:
      'For `status`, a repository is healthy only if a `drill` proved it restorable within so many days. 0 asks for no drill.',
    default: '0',
  },
  {
    name: 'history',
    description:
      'For `status`, tell the last 100 runs instead: who ran what, when, and how it ended, from the audit trail of the store.',
    default: 'false',
  },
  {
    name: 'encrypt-to',
    description:
      'Public age keys (`age1...`), one per line or separated by commas: snapshots are encrypted so that only the holders of their secret keys can read them. `passphrase` encrypts with the input `passphrase` instead. Empty leaves snapshots readable, and fails for a repository whose newest one is encrypted: `none` ends its encryption.',
    default: '',
  },
  {
    name: 'identity',
    description:
      "The secret age key (`AGE-SECRET-KEY-1...`) that opens encrypted snapshots for `verify`, `restore` and `drill`, from a secret. On the command line the name of the key's file, or the key itself in REPO_BACKUP_IDENTITY.",
    default: '',
  },
  {
    name: 'passphrase',
    description:
      'The passphrase of snapshots that were made with `encrypt-to: passphrase`, from a secret. The command line takes it from REPO_BACKUP_PASSPHRASE, never from a flag.',
    default: '',
  },
  {
    name: 'include-archived',
    description: 'Whether patterns select archived repositories too. Named ones are always taken.',
    default: 'true',
  },
  {
    name: 'include-forks',
    description: 'Whether patterns select forks too. Named ones are always taken.',
    default: 'true',
  },
  {
    name: 'visibility',
    description: 'Which repositories patterns select, by who may see them. `all`, `public`, `private` or `internal`.',
    default: 'all',
  },
  {
    name: 'matrix',
    description:
      'Many entries in one run, one after the other: JSON or YAML, a list under `include` as in `strategy.matrix` (no axes, and no `exclude`), whose entries have `repositories` (or `repository`) and their own value of any input but `command`, secrets and the server; or the name of a file, as `./matrix.yml`. What `plan` gives is such a list. For `report`, what `plan` gave: a repository that no job has told of turns the report red.',
    default: '',
  },
  {
    name: 'shards',
    description: 'For `plan`, share the repositories out among at most so many jobs, by size. 1 to 256.',
    default: '16',
  },
  {
    name: 'concurrency',
    description: 'How many repositories one run handles at the same time. 1 to 64.',
    default: '8',
  },
  {
    name: 'failure-issue',
    description:
      'Keep one issue while something fails, with what fails, why, since when and what mends it, and close it once all is well again. Needs `permissions: issues: write`.',
    default: 'true',
  },
  {
    name: 'issue-repository',
    description:
      "The repository of that issue, as `owner/name`. Empty means the workflow's own. Another one needs an `issue-token` that may write there.",
    default: '',
  },
  {
    name: 'issue-labels',
    description: 'Labels of that issue beside `repo-backup`, one per line or separated by commas.',
    default: '',
  },
  {
    name: 'webhook-url',
    description:
      'Address of a webhook that hears how the run ended, from a secret: Slack and what takes the same messages, or a program that takes JSON. The command line takes it from REPO_BACKUP_WEBHOOK_URL, never from a flag.',
    default: '',
  },
  {
    name: 'webhook-on',
    description:
      'What the webhook hears, one or several separated by commas: `failure` (each run that is not `ok`), `recovery` (the first good run after it), `change` (only what was not so in the run before), `always`.',
    default: 'failure,recovery',
  },
  {
    name: 'webhook-format',
    description:
      '`slack` sends `{"text": ...}`, `json` a document for programs, `auto` chooses `slack` for Slack\'s own hosts and `json` for all others.',
    default: 'auto',
  },
  {
    name: 'heartbeat-url',
    description:
      "Address of a dead man's switch, from a secret: it is requested when all went well, and only then, so that its service notices when that stays away. The command line takes it from REPO_BACKUP_HEARTBEAT_URL, never from a flag.",
    default: '',
  },
  {
    name: 'metrics-file',
    description:
      "File for metrics in Prometheus' text format, for node_exporter's textfile collector. It is replaced in one step.",
    default: '',
  },
  {
    name: 'pushgateway-url',
    description:
      'Address of a Prometheus Pushgateway that gets the same metrics, with its user and password if it wants some. The command line takes it from REPO_BACKUP_PUSHGATEWAY_URL, never from a flag.',
    default: '',
  },
  {
    name: 'keepalive',
    description:
      'In a scheduled run, ask GitHub to go on with the schedule, which it stops after 60 days without activity in a public repository. Needs `permissions: actions: write`. Without it a warning is given from day 45 on.',
    default: 'false',
  },
  {
    name: 'log-artifact',
    description: 'Keep the log of the step as an artifact of the run for 30 days, secrets masked.',
    default: 'false',
  },
  {
    name: 'type',
    description:
      'The kind of snapshot. `full` holds everything; `incremental` what is new since the last snapshot; `differential` what is new since the last full one; `auto` chooses incremental, and full when the last full one is older than `full-every-days` or the increments since then exceed half of its size.',
    default: 'auto',
  },
  {
    name: 'full-every-days',
    description: 'With type `auto`, the number of days after which a new full snapshot starts a new chain.',
    default: '30',
  },
  {
    name: 'include-pull-refs',
    description:
      'Also store `refs/pull/*`, the hidden refs of pull requests. They can be a large part of a repository, and GitHub lets nobody push them back.',
    default: 'false',
  },
  {
    name: 'allow-public-store',
    description:
      'Also store a repository where more people can read it than the repository itself: a private one in the artifacts or releases of a public one. Without it that is refused, unless the snapshots are encrypted.',
    default: 'false',
  },
  {
    name: 'copy-to',
    description:
      'For `copy`, the store or stores, one a line, that the snapshots of `store` are copied to, with all that they need and their pins. What is there already is compared and left, so that it can be run again at any time.',
    default: '',
  },
  {
    name: 'dry-run',
    description:
      'For `prune` and `copy`, only tell what would be removed, and why, or what would be copied; change nothing.',
    default: 'false',
  },
  {
    name: 'reason',
    description: 'For `pin`, why, in a few words. It is kept with the pin, and `status --json` tells it.',
    default: '',
  },
  {
    name: 'issue-token',
    description:
      "The token that writes the issue. The workflow's own token does, also when the one in `token` has been revoked.",
    default: '',
  },
  {
    name: 'workflow-token',
    description:
      "The workflow's own token, which the runner fills in. It opens what the workflow's own repository holds: artifacts, releases, caches and the schedule. What it may do there stands under `permissions:` in the workflow.",
    default: '',
  },
  {
    name: 'server-url',
    description:
      'The GitHub server that `owner/name` is looked up at. Outside of a workflow the default is https://github.com.',
    default: '',
  },
  {
    name: 'api-url',
    description: 'The API of that server. Outside of a workflow it follows from `server-url`.',
    default: '',
  },
  {
    name: 'job-index',
    description: 'Which job of a matrix this is. The runner fills it in, so that the jobs of a matrix share one issue.',
    default: '',
  },
  {
    name: 'job-total',
    description:
      'How many jobs that matrix has. The runner fills it in, so that what a job found which is no more does not stay in the issue.',
    default: '',
  },
] as const;
