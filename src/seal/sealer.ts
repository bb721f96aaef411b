// Sealing: to whom files are sealed, and the beginning of each age file, made by the age-encryption library.
import type { Encrypter } from 'age-encryption';
import { randomBytes } from 'node:crypto';
import { BackupError } from '../domain/errors.ts';
import { openKeys, type Keys } from './keys.ts';
import { passphraseRecipient } from './passphrase.ts';
import { NONCE, payloadKey, TAG, type FileStart } from './payload.ts';

/** To whom: the holders of the secret halves of these public keys, or whoever knows a passphrase. */
export type Recipients =
  | { kind: 'keys'; keys: readonly string[] }
  /** `work` is the log2 of what deriving a key from it costs: 18 if not said, as the `age` program has it. */
  | { kind: 'passphrase'; passphrase: string; work?: number };

/** Begins files that are sealed to the same recipients. */
export type Sealer = {
  /** The public keys, sorted; none where it is a passphrase. */
  recipients: string[];
  /** A passphrase also opens what it sealed; public keys do not. */
  keys: Keys | undefined;
  begin: () => Promise<FileStart>;
};

/** Makes a sealer. @throws `usage` for a public key that is none. */
export async function openSealer(to: Recipients): Promise<Sealer> {
  await createEncrypter(to);
  return {
    recipients: to.kind === 'keys' ? [...new Set(to.keys)].sort() : [],
    keys: to.kind === 'passphrase' ? await openKeys({ identities: [], passphrase: to.passphrase }) : undefined,
    async begin() {
      const encrypter = await createEncrypter(to);
      let fileKey: Uint8Array = new Uint8Array(0);
      // A recipient that puts nothing into the header is how the library tells the key that it drew for this file.
      encrypter.addRecipient({
        wrapFileKey(key) {
          fileKey = key;
          return [];
        },
      });
      // Behind the header of an empty file: the nonce and one empty block. We bring our own.
      const header = Buffer.from(await encrypter.encrypt(new Uint8Array(0))).subarray(0, -(NONCE + TAG));
      const nonce = randomBytes(NONCE);
      return { head: Buffer.concat([header, nonce]), key: payloadKey(fileKey, nonce) };
    },
  };
}

async function createEncrypter(to: Recipients): Promise<Encrypter> {
  const { Encrypter, Stanza } = await import('age-encryption');
  const encrypter = new Encrypter();
  if (to.kind === 'passphrase') encrypter.addRecipient(passphraseRecipient(to, Stanza));
  else for (const key of to.keys) addKey(encrypter, key);
  return encrypter;
}

function addKey(encrypter: Encrypter, key: string): void {
  try {
    encrypter.addRecipient(key);
  } catch (cause) {
    throw new BackupError('usage', `encrypt-to: "${key}" is not the public key of an age identity`, {
      hint: 'Copy the whole key, as `age-keygen` prints it behind "Public key:". It begins with age1.',
      cause,
    });
  }
}
