// The inputs of encryption: to whom snapshots are sealed, and what opens them. No problem ever quotes a secret.
import type { Secrets } from '../seal/keys.ts';
import type { Recipients } from '../seal/sealer.ts';
import type { Problems } from './problems.ts';
import { splitList } from './targets.ts';

type Text = { text: (input: string) => string };

/** What stands in `encrypt-to` where a passphrase takes the place of public keys. */
const PASSPHRASE = 'passphrase';
/** What stands there where snapshots are to be readable, also those that follow sealed ones. */
const NONE = 'none';
const EXAMPLE = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
/** A passphrase shorter than this many characters is guessed sooner than it is forgotten. */
const SHORTEST = 12;

/** Reads `encrypt-to`: public keys, or one of the words `passphrase` and `none`. Undefined where nobody says anything. */
export function readRecipients(read: Text, problems: Problems): Recipients | { kind: 'none' } | undefined {
  const entries = splitList(read.text('encrypt-to'));
  const keys = entries.filter((entry) => entry !== PASSPHRASE && entry !== NONE);
  const [word] = entries.filter((entry) => !keys.includes(entry));
  const passphrase = read.text('passphrase');
  if (word && entries.some((entry) => entry !== word))
    problems.note(`encrypt-to: \`${word}\` cannot be mixed with anything else`, 'Give one kind.');
  if (word === PASSPHRASE) return readPassphrase(passphrase, problems);
  // Whoever gives a passphrase believes that it is used.
  if (passphrase)
    problems.add('encrypt-to', 'a passphrase is given, and nothing says that it seals the snapshots', PASSPHRASE);
  for (const [index, key] of keys.entries()) {
    if (/^AGE-SECRET-KEY-/i.test(key))
      problems.add('encrypt-to', 'this is a secret key; a backup takes the public one', EXAMPLE);
    // What is no key may be a passphrase in the wrong place.
    else if (!/^age1[02-9ac-hj-np-z]+$/.test(key))
      problems.add('encrypt-to', `entry ${index + 1} is not the public key of an age identity`, EXAMPLE);
  }
  if (word) return { kind: 'none' };
  return keys.length > 0 ? { kind: 'keys', keys } : undefined;
}

function readPassphrase(passphrase: string, problems: Problems): Recipients {
  const where = 'Set REPO_BACKUP_PASSPHRASE on the command line, the input `passphrase` in the Action.';
  if (!passphrase) problems.note('encrypt-to: it says `passphrase`, and none is given', where);
  else if (passphrase.length < SHORTEST)
    problems.note(
      `passphrase: it has less than ${SHORTEST} characters`,
      'Take five random words, or a key: age-keygen.',
    );
  return { kind: 'passphrase', passphrase };
}

/** Reads `identity` and `passphrase`. An identity is the text of a key file, in which `#` begins a comment. */
export function readSecrets(read: Text, problems: Problems): Secrets | undefined {
  const text = read.text('identity');
  const passphrase = read.text('passphrase') || undefined;
  const identities = splitList(text);
  const hint = 'Give what `age-keygen` wrote; it begins with AGE-SECRET-KEY-1.';
  if (/^age-encryption\.org\/|BEGIN AGE ENCRYPTED FILE/m.test(text))
    problems.note('identity: the key file is itself encrypted', 'Open it first: `age -d key.age`.');
  else if (identities.some((key) => !/^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+$/.test(key)))
    problems.note('identity: it holds something that is not an age identity', hint);
  return identities.length > 0 || passphrase ? { identities, passphrase } : undefined;
}
