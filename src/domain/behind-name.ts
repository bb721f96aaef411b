// Messages tell which repository they are about. Where its name stands in front of them anyway, they need not say it again.

/** A message as it reads behind the name of its repository: `acme/app: it is private`, not `acme/app: acme/app is private`. */
export function behindName(name: string, message: string): string {
  const said = message.split(' ');
  // Snapshots are called `acme/app snapshot-20261121-020000`.
  const words = said.filter((word, at) => word !== name || !said[at + 1]?.startsWith('snapshot-'));
  const [first, ...rest] = words;
  if (first === `${name}:`) return rest.join(' ');
  return (first === name ? ['it', ...rest] : words).join(' ');
}
