import type { Problem } from '#protocol/http-api';
import type { ProblemCode } from '#protocol/problems';

/** A request that failed. `message` is the server's sentence in the user's language, or '' if it gave none. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ProblemCode | 'unreachable' | 'unknown';

  constructor(message: string, status: number, code: ApiError['code']) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** An invite token or the admin token. */
  readonly token?: string;
  readonly body?: unknown;
}

/** Requests JSON from the server. Throws an {@link ApiError}, with code `unreachable` when no response came. */
export async function requestJson<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await request(path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Requests a file: its bytes, and its name if the server gave one. Throws like {@link requestJson}. */
export async function requestFile(
  path: string,
  options: RequestOptions = {},
): Promise<{ blob: Blob; name: string | null }> {
  const response = await request(path, options);
  return { blob: await response.blob(), name: fileNameIn(response.headers.get('content-disposition')) };
}

async function request(path: string, { method = 'GET', token, body }: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { 'accept-language': document.documentElement.lang };
  if (token !== undefined && token !== '') headers.authorization = `Bearer ${token}`;
  const isFile = body instanceof Blob;
  if (body !== undefined) headers['content-type'] = isFile ? body.type : 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
    });
  } catch {
    // fetch does not say why there was no response.
    throw new ApiError('', 0, 'unreachable');
  }
  if (response.ok) return response;
  const problem: unknown = await response.json().catch(() => null);
  if (isProblem(problem)) throw new ApiError(problem.title, response.status, problem.code);
  throw new ApiError('', response.status, 'unknown');
}

/** The file name in a Content-Disposition header (RFC 6266): the UTF-8 one if it is there, or else the plain one. */
function fileNameIn(disposition: string | null): string | null {
  if (disposition === null) return null;
  const utf8 = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (utf8 !== undefined) return decodeURIComponent(utf8);
  return /filename="([^"]+)"/i.exec(disposition)?.[1] ?? null;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'status' in value && 'title' in value;
}
