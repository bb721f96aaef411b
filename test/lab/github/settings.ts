// What a test may change about the lab's GitHub while it runs: who may enter, what is left of the budget, how late it answers.

/** What a token may do with one kind of data. */
export type Level = 'none' | 'read' | 'write';

export type Permission =
  | 'actions'
  | 'administration'
  | 'contents'
  | 'issues'
  | 'metadata'
  | 'pull_requests'
  | 'repository_hooks';

/** What is not named is allowed whole. "none" refuses even what everybody may read, to test that it is told. */
export type Permissions = Partial<Record<Permission, Level>>;

/** `workflow` is a job's own GITHUB_TOKEN, `app` an installation's: both are integrations, and have no user. */
export type TokenKind = 'personal' | 'workflow' | 'app';

export interface Access {
  readonly kind: TokenKind;
  /** Who acts: author of issues and releases. */
  readonly login: string;
  readonly permissions: Permissions;
  /** Repositories that it opens beside the public ones; undefined for all. Full names, or `owner/*`. */
  readonly repositories: readonly string[] | undefined;
  /** From then on it is refused. */
  readonly expires: Date | undefined;
}

export interface Budget {
  limit: number;
  remaining: number;
  resetAt: Date;
}

export interface Settings {
  /** The one token that opens everything. Undefined: it was revoked. */
  token: string | undefined;
  kind: TokenKind;
  permissions: Permissions;
  repositories: readonly string[] | undefined;
  /** Told in the header `github-authentication-token-expiration`; afterwards the token is refused. */
  tokenExpires: Date | undefined;
  /** Requests left in this hour, of REST and GraphQL together. At 0 every answer is 403. */
  budget: Budget;
  /** Every answer waits for this. */
  latencyMs: number;
  protocolV2: boolean;
  /** How long an installation's token lives. GitHub: one hour. */
  installationTokenMs: number;
  /** The server's clock, for tokens and budgets. */
  now: () => Date;
}

const HOUR_MS = 3_600_000;

/** Settings of a GitHub that refuses nothing to the one who has its token. */
export function newSettings(changes: Partial<Settings>): Settings {
  const now = changes.now ?? (() => new Date());
  return {
    token: 'ghp_lab',
    kind: 'personal',
    permissions: {},
    repositories: undefined,
    tokenExpires: undefined,
    budget: { limit: 5000, remaining: 5000, resetAt: new Date(now().getTime() + HOUR_MS) },
    latencyMs: 0,
    protocolV2: true,
    installationTokenMs: HOUR_MS,
    ...changes,
    now,
  };
}

/** What the settings say about their own token. */
export function mainAccess({ kind, permissions, repositories, tokenExpires }: Settings): Access {
  return { kind, login: ACTOR, permissions, repositories, expires: tokenExpires };
}

/** Who acts for every token of the lab. */
export const ACTOR = 'github-actions[bot]';
