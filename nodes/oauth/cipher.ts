import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Turns texts into what may lie on a disk, and back. */
export interface Cipher {
  /** False where the user has switched the encryption of credentials off. */
  readonly encrypts: boolean;
  seal(text: string): string;
  /** @throws Error when none of the keys fits */
  open(sealed: string): string;
}

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/**
 * @param secrets of which the first seals and each may open: Node-RED's present one, and the one that it is just leaving
 * @param encrypts false: sealing leaves a text as it is; what was sealed before can be opened all the same
 */
export function cipherWith(secrets: readonly string[], encrypts = true): Cipher {
  const keys = secrets.map((secret) => createHash('sha256').update(secret).digest());
  return {
    encrypts: encrypts && keys.length > 0,
    seal(text) {
      const [key] = keys;
      if (!key) throw new Error('there is no key');
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv(algorithm, key, iv);
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      for (const key of keys) {
        try {
          return opened(key, bytes);
        } catch {
          // The next one may fit.
        }
      }
      throw new Error('no key fits');
    },
  };
}

function opened(key: Buffer, bytes: Buffer): string {
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength), { authTagLength: tagLength });
  decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
  return Buffer.concat([decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()]).toString('utf8');
}
