// What kind of token reads an owner's repositories: it decides by which request GitHub lists the private ones.

/** Gives the token for what `owner` has; undefined where there is none. Ask at each use: it may be a new one. */
export type TokenFor = (owner: string) => Promise<string | undefined>;

/** `workflow` is a job's own token, which opens its own repository and what is public; `none` is no token at all. */
export type Credential = {
  kind: 'app' | 'workflow' | 'personal' | 'none';
  /** Where the App is installed that should read here, and is not. */
  installAt?: string;
};

export type CredentialFor = (owner: string) => Promise<Credential>;

/** The kind of a token that was given as it is. */
export function credentialOf(token: string | undefined): Credential {
  if (!token) return { kind: 'none' };
  // The prefix of installation tokens, which the one of a workflow is.
  return { kind: token.startsWith('ghs_') ? 'workflow' : 'personal' };
}
