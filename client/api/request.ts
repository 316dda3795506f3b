import { isProblem, type ProblemCode } from '#protocol/problems';

/** An answer that is not a success. `message` is the server's sentence in the reader's language. */
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

interface Ask {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** An invite, or the admin's key. */
  readonly token?: string;
  readonly body?: unknown;
}

/** Asks the server for JSON. Throws an {@link ApiError}; `unreachable` when no answer came. */
export async function requestJson<T>(path: string, ask: Ask = {}): Promise<T> {
  const response = await request(path, ask);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Asks the server for bytes, and the file name that it gives them. Throws like {@link requestJson}. */
export async function requestFile(path: string, ask: Ask = {}): Promise<{ blob: Blob; name: string | null }> {
  const response = await request(path, ask);
  return { blob: await response.blob(), name: fileNameIn(response.headers.get('content-disposition')) };
}

async function request(path: string, { method = 'GET', token, body }: Ask): Promise<Response> {
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
    // fetch tells no more than that there was no answer.
    throw new ApiError('', 0, 'unreachable');
  }
  if (response.ok) return response;
  const problem: unknown = await response.json().catch(() => null);
  if (isProblem(problem)) throw new ApiError(problem.title, response.status, problem.code);
  throw new ApiError('', response.status, 'unknown');
}

/** RFC 6266: the UTF-8 name where there is one, else the plain one. */
function fileNameIn(disposition: string | null): string | null {
  if (disposition === null) return null;
  const utf8 = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (utf8 !== undefined) return decodeURIComponent(utf8);
  return /filename="([^"]+)"/i.exec(disposition)?.[1] ?? null;
}
