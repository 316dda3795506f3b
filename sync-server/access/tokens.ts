import { createHash, timingSafeEqual } from 'node:crypto';

/** The SHA-256 of a token, in hexadecimal. A token has 132 random bits, so it needs no salt and no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether a token has this hash. The time taken reveals nothing about the hash. */
export function tokenHasHash(token: string, hash: string): boolean {
  const given = createHash('sha256').update(token).digest();
  const kept = Buffer.from(hash, 'hex');
  return kept.length === given.length && timingSafeEqual(given, kept);
}

/** Whether two secrets are equal. The time taken reveals nothing about either. */
export function sameSecret(given: string, kept: string): boolean {
  return tokenHasHash(given, hashToken(kept));
}
