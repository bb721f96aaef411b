// A passphrase as recipient and identity of age files (`scrypt` stanzas), derived off the main thread by node:crypto.
import type { Identity, Recipient, Stanza } from 'age-encryption';
import { randomBytes, scrypt } from 'node:crypto';
import { createGate, type Gate } from '../system/concurrency.ts';
import { openBlock, sealBlock } from './payload.ts';

/**
 * Log2 of the work: what the `age` program takes, about a second and 256 MiB. A file that asks for more, which we have
 * not written, takes the memory of whoever opens it.
 */
const WORK = 18;
const SALT = 16;
const LABEL = 'age-encryption.org/v1/scrypt';
const ZERO = Buffer.alloc(12);
// One at a time: each derivation takes hundreds of megabytes.
const alone: Gate = createGate(1);

/** Seals to the passphrase. A header with this recipient may have no other. */
export function passphraseRecipient(
  { passphrase, work = WORK }: { passphrase: string; work?: number },
  stanza: typeof Stanza,
): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT);
      const key = await derive(passphrase, salt, work);
      return [new stanza(['scrypt', unpadded(salt), String(work)], sealBlock(key, ZERO, fileKey))];
    },
  };
}

/** Opens what was sealed to the passphrase; other files are not for it. */
export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const own = stanzas.find(({ args }) => args[0] === 'scrypt');
      if (!own) return null;
      const [, salt = '', work = '', ...more] = own.args;
      const bytes = Buffer.from(salt, 'base64');
      const strange = more.length > 0 || stanzas.length > 1 || bytes.length !== SALT || unpadded(bytes) !== salt;
      if (strange || own.body.length !== 32 || !/^[1-9]\d?$/.test(work) || Number(work) > WORK)
        throw new Error('a strange scrypt stanza');
      const key = await derive(passphrase, bytes, Number(work));
      return openBlock(key, ZERO, Buffer.from(own.body)) ?? null;
    },
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

function derive(passphrase: string, salt: Buffer, work: number): Promise<Buffer> {
  const options = { N: 2 ** work, r: 8, p: 1, maxmem: 128 * 8 * (2 ** work + 64) };
  const salted = Buffer.concat([Buffer.from(LABEL), salt]);
  return alone(
    () =>
      new Promise((resolve, reject) => {
        scrypt(passphrase, salted, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
      }),
  );
}
