/**
 * The problems that the HTTP interface answers with, as `application/problem+json` (RFC 9457). The code is stable and
 * for programs; the sentence is in the reader's language and for people.
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
  restarting: 503,
  internal: 500,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The body of every answer that is not a success. */
export interface Problem {
  readonly type: string;
  readonly status: number;
  readonly code: ProblemCode;
  /** One sentence that says what happened and what to do. */
  readonly title: string;
  /** What exactly is wrong: a field of the request, or the limit and its unit. */
  readonly detail?: string | undefined;
  /** The limit that was passed, by its name in `/api/limits`. */
  readonly limit?: string | undefined;
}

/** Tells whether a value is a problem of ours, for clients that read an answer's body. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'status' in value && 'title' in value;
}
