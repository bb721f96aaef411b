// Keys: what opens sealed files. Only commands that read have any.
import type { Decrypter } from 'age-encryption';
import { BackupError } from '../domain/errors.ts';
import { passphraseIdentity } from './passphrase.ts';
import { changed, NONCE, payloadKey, type FileStart } from './payload.ts';

/** The secrets as the user gave them. */
export type Secrets = { identities: readonly string[]; passphrase: string | undefined };

/** Keys that were understood. */
export type Keys = {
  /** The public halves of the identities, for telling which key is missing. */
  recipients: string[];
  /** Whether a passphrase is among the keys. */
  passphrase: boolean;
  /** Opens a file's header. Undefined where none of the keys fits. @throws `corrupt` for a header that was changed. */
  open: (header: Buffer, what: string) => Promise<Uint8Array | undefined>;
};

/** Reads secrets. @throws `usage` for an identity that is none; the error does not show it. */
export async function openKeys({ identities, passphrase }: Secrets): Promise<Keys> {
  const { Decrypter, identityToRecipient } = await import('age-encryption');
  const decrypter = new Decrypter();
  const recipients: string[] = [];
  for (const [index, identity] of identities.entries()) {
    try {
      decrypter.addIdentity(identity);
      recipients.push(await identityToRecipient(identity));
    } catch {
      // The library's own error would quote the secret.
      throw new BackupError('usage', `identity: key ${index + 1} is not an age identity`, {
        hint: 'Copy the whole line as `age-keygen` wrote it. It begins with AGE-SECRET-KEY-1.',
      });
    }
  }
  if (passphrase !== undefined) decrypter.addIdentity(passphraseIdentity(passphrase));
  return { recipients, passphrase: passphrase !== undefined, open: (header, what) => open(decrypter, header, what) };
}

async function open(decrypter: Decrypter, header: Buffer, what: string): Promise<Uint8Array | undefined> {
  try {
    return await decrypter.decryptHeader(header);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no identity matched')) return undefined;
    throw changed(what);
  }
}

const VERSION_LINE = Buffer.from('age-encryption.org/v1\n');
// The last line of a header, "--- " and its MAC: no other line begins so.
const LAST_LINE = Buffer.from('\n--- ');
/** Bytes that a header may have: hundreds of recipients. */
const LONGEST_HEADER = 1024 * 1024;

/** The header at the front of `bytes`: its length, or undefined where more bytes are needed. @throws `corrupt` for no header. */
function headerLength(bytes: Buffer, what: string): number | undefined {
  const version = bytes.subarray(0, VERSION_LINE.length);
  if (!VERSION_LINE.subarray(0, version.length).equals(version)) throw changed(what);
  const last = bytes.indexOf(LAST_LINE);
  const end = last < 0 ? -1 : bytes.indexOf(0x0a, last + LAST_LINE.length);
  if (end >= 0) return end + 1;
  if (bytes.length >= LONGEST_HEADER) throw changed(what);
  return undefined;
}

/**
 * Reads the beginning of a sealed file; `read` gives that many bytes from its front, or all if there are fewer.
 * Undefined where none of the keys fits.
 *
 * @throws `corrupt` where it is no age file, or its header was changed or cut.
 */
export async function openStart(
  keys: Keys,
  read: (length: number) => Promise<Buffer>,
  what: string,
): Promise<FileStart | undefined> {
  for (let length = 4096; ; length *= 16) {
    const bytes = await read(length);
    const end = headerLength(bytes, what);
    if (end !== undefined && bytes.length >= end + NONCE) {
      const fileKey = await keys.open(bytes.subarray(0, end), what);
      const head = bytes.subarray(0, end + NONCE);
      return fileKey && { head, key: payloadKey(fileKey, head.subarray(end)) };
    }
    if (bytes.length < length) throw changed(what);
  }
}
