import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * A new token, from ids. Mail and chat leave a - or _ at the end of an address out of the link that they make of it, so
 * a token ends in a letter or a digit.
 */
export function newToken(newId: () => string): string {
  let token = newId();
  while (/[-_]$/.test(token)) token = newId();
  return token;
}

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
