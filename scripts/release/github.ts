// The release on GitHub, over its API with nothing but Node: the job that may write installs no package.

export type Place = {
  /** Such as https://api.github.com. */
  readonly apiUrl: string;
  readonly repository: string;
  readonly token: string;
};

export type Release = { readonly tag: string; readonly notes: string; readonly latest: boolean };

type Answer = { readonly html_url: string; readonly immutable?: boolean; readonly draft: boolean };

/**
 * Publishes the release of a tag, or finds it published, and gives its address.
 *
 * @throws what GitHub refused, and where the release can still be changed: users pin what nobody can change.
 */
export async function publishRelease(place: Place, { tag, notes, latest }: Release): Promise<string> {
  const found = await ask(place, 'GET', `releases/tags/${tag}`);
  const fields = { tag_name: tag, name: tag, body: notes, make_latest: String(latest) };
  const release = found ?? (await ask(place, 'POST', 'releases', fields));
  if (!release) throw new Error(`${place.repository} is not there for this token`);
  if (!release.immutable)
    throw new Error(
      `The release ${release.html_url} can be changed. Switch on Settings, General, Releases, "Enable release immutability", ` +
        'remove the release (not its tag), and run this workflow again by hand.',
    );
  return release.html_url;
}

/** Undefined where GitHub knows no such thing. */
async function ask(
  { apiUrl, repository, token }: Place,
  method: 'GET' | 'POST',
  path: string,
  body?: Readonly<Record<string, string>>,
): Promise<Answer | undefined> {
  const response = await fetch(`${apiUrl}/repos/${repository}/${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'repo-backup-release',
      'x-github-api-version': '2022-11-28',
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}
