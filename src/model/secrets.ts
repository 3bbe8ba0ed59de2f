import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256: right for secrets that are random (tokens, machine secrets), wrong for what a person chose (contract.md §1). */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** Whether the secret has this hash, in a time that says nothing about where they differ. */
export function matchesHash(secret: string, hash: Buffer): boolean {
  return timingSafeEqual(hashSecret(secret), hash);
}

/** Whether two secrets are equal, in a time that depends on neither content nor length. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(hashSecret(a), hashSecret(b));
}
