/**
 * The problems that the HTTP interface answers with, as `application/problem+json` (RFC 9457), with their HTTP status.
 * The code is for programs and stays the same; the sentence is for people, in the reader's language.
 */
export const PROBLEMS = {
  'bad-request': 400,
  'unknown-template': 400,
  'bad-image': 415,
  'admin-token-needed': 401,
  'no-invite': 401,
  'not-allowed': 403,
  'unknown-region': 404,
  'unknown-snapshot': 404,
  'unknown-image': 404,
  'not-found': 404,
  'board-deleted': 410,
  'too-large': 413,
  'too-many': 429,
  'storage-unavailable': 503,
  'board-damaged': 503,
  'board-set-aside': 503,
  'file-damaged': 503,
  restarting: 503,
  internal: 500,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof PROBLEMS;
