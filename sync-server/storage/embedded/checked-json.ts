import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeDurably } from './durable-file.ts';

/** The result of reading a file: its value, or that it is missing, or a sentence about what is wrong with it. */
export type CheckedFile<T> =
  | { readonly state: 'sound'; readonly value: T }
  | { readonly state: 'missing' }
  | { readonly state: 'damaged'; readonly fault: string };

/** Writes a value as JSON, durably and atomically. The first line is the SHA-256 of the rest. */
export async function writeChecked(path: string, value: unknown): Promise<void> {
  const body = JSON.stringify(value);
  await writeDurably(path, `${sha256(body)}\n${body}`);
}

/**
 * Reads what {@link writeChecked} wrote. `read` returns the typed value, or null if the JSON has another shape. Never
 * throws: a file that the disk cannot read is damage like any other.
 */
export async function readChecked<T>(path: string, read: (json: unknown) => T | null): Promise<CheckedFile<T>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { state: 'missing' };
    return { state: 'damaged', fault: error instanceof Error ? error.message : String(error) };
  }
  const end = bytes.indexOf('\n');
  const body = bytes.subarray(end + 1);
  if (end < 0 || bytes.toString('latin1', 0, end) !== sha256(body)) {
    return { state: 'damaged', fault: bytes.length === 0 ? 'it is empty' : 'its checksum is wrong' };
  }
  try {
    const value = read(JSON.parse(body.toString('utf8')));
    if (value !== null) return { state: 'sound', value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { state: 'damaged', fault: 'its content has an unknown form' };
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
