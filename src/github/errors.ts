// What GitHub refuses, told plainly: a kind, what happened, and the change that helps.
import { counted } from '../domain/counted.ts';
import { BackupError, systemCode, type ErrorKind } from '../domain/errors.ts';

/** What was being tried, and what it needs. */
export type Attempt = {
  /** In words: `listing the repositories of acme`. */
  doing: string;
  /** The permission of a workflow's token, as it stands in YAML: `actions: write`. */
  permission?: string;
  /** The permission of a fine-grained token, where it is called otherwise: `Contents: read`. */
  tokenPermission?: string;
  /** The input that the token comes from, where that is not `token`. */
  input?: string;
};

type Reason = { kind: ErrorKind; says: string; hint: string };

/** Turns what Octokit threw into an error that people can act on. What is no answer of GitHub comes back as it is. */
export function explainGitHub(error: unknown, attempt: Attempt): unknown {
  if (error instanceof BackupError) return error;
  const status = statusOf(error);
  if (status === undefined) return error;
  const { kind, says, hint } = reasonOf(status, error as Error, attempt);
  return new BackupError(kind, `${attempt.doing}: ${says}`, { hint, cause: error });
}

/** The status of an answer that Octokit threw; 500 where there was no answer; undefined for what is no error of Octokit. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** True where there was no answer at all. */
function isSilent(error: Error): boolean {
  return !('response' in error) || error.response === undefined;
}

function reasonOf(status: number, error: Error, attempt: Attempt): Reason {
  const said = error.message.split(' - https://')[0] ?? '';
  if (isSilent(error))
    return {
      kind: 'unreachable',
      // Where every address of a name failed, the message is empty and the code stands below.
      says: `no answer (${said || (systemCode((error.cause as Error | undefined)?.cause) ?? 'no connection')})`,
      hint: 'Check the network, the proxy and `api-url`, and run it again.',
    };
  if (status === 401)
    return {
      kind: 'denied',
      says: 'GitHub refuses the token (401): it has expired, was revoked or is mistyped',
      hint: `Put a new token into the secret that the input \`${attempt.input ?? 'token'}\` reads (command line: REPO_BACKUP_TOKEN).`,
    };
  if (status === 403 || status === 429) return forbidden(status, said, { attempt, error });
  if (status === 404)
    return {
      kind: 'not-found',
      says: 'not found (404), or the token may not see it',
      hint: permissions(attempt) ? `Check the name, or allow it${permissions(attempt)}.` : 'Check the name.',
    };
  if (status >= 500)
    return { kind: 'unreachable', says: `GitHub is broken or busy (${status})`, hint: 'Run it again later.' };
  return { kind: 'store', says: `GitHub says ${status}: ${said}`, hint: 'Run it again; if it comes back, report it.' };
}

function forbidden(status: number, said: string, { attempt, error }: { attempt: Attempt; error: Error }): Reason {
  if (/rate limit/i.test(said) || status === 429)
    return {
      kind: 'unreachable',
      says: `the limit of requests is used up (${status}: ${said})`,
      hint: `Run it again ${whenReset(error)}, or use a GitHub App (\`app-id\`), which has more.`,
    };
  return {
    kind: 'denied',
    says: `the token may not do that (${status}: ${said})`,
    hint: `Allow it${permissions(attempt)}.`,
  };
}

/** When requests are to be had again, as the answer tells it. */
function whenReset(error: Error): string {
  const { response } = error as { response?: { headers: Record<string, unknown> } };
  const { 'retry-after': wait, 'x-ratelimit-remaining': left, 'x-ratelimit-reset': reset } = response?.headers ?? {};
  if (wait !== undefined) return `in ${counted(Number(wait), 'second')}`;
  if (Number(left) > 0 || !Number(reset)) return 'in an hour';
  return `after ${new Date(Number(reset) * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function permissions({ permission, tokenPermission }: Attempt): string {
  const places = [
    ...(permission ? [`\`permissions: { ${permission} }\` in the workflow`] : []),
    ...((tokenPermission ?? permission)
      ? [`"${tokenPermission ?? permission}" for a fine-grained token or an App`]
      : []),
  ];
  return places.length > 0 ? `: ${places.join(', or ')}` : '';
}
