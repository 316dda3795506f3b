/**
 * The part of tar (POSIX ustar) that a backup needs: plain files with short names. `tar -tf` and `tar -xf` read it. The
 * npm packages for tar bring more code than this (decision 7).
 *
 *     header 512 bytes · content, filled up with zeros to 512 · … · two blocks of zeros
 */
export const BLOCK = 512;
/** What eleven octal digits in the header can say. */
const MOST_BYTES = 8 ** 11 - 1;
const MOST_NAME = 100;

export interface TarEntry {
  /** From the archive's root, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** Whether a path is short enough. Ours always are; the operator names the files of templates. */
export function fitsIntoTar(path: string): boolean {
  return Buffer.byteLength(path) <= MOST_NAME;
}

/** The header of a file. Throws RangeError if its path or size does not fit. */
export function tarHeader({ path, bytes }: TarEntry, at: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  if (!fitsIntoTar(path) || bytes > MOST_BYTES) throw new RangeError(`${path} does not fit into a tar`);
  header.write(path, 0, MOST_NAME, 'utf8');
  header.write('0000600\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(
    `${Math.floor(at / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
    'latin1',
  );
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/**
 * Reads a header: the entry, `end` for a block of zeros, or null for anything that {@link tarHeader} does not write.
 */
export function readTarHeader(header: Buffer): TarEntry | 'end' | null {
  if (header.length < BLOCK) return null;
  if (header.every((byte) => byte === 0)) return 'end';
  const [sum, bytes] = [octal(header, 148, 6), octal(header, 124, 11)];
  if (sum !== sumOf(header) || bytes === null || header[156] !== 0x30) return null;
  const end = header.indexOf(0);
  return { path: header.toString('utf8', 0, Math.min(end < 0 ? MOST_NAME : end, MOST_NAME)), bytes };
}

/** How many zeros pad a content of so many bytes. */
export function fillOf(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK;
}

/** The sum of all bytes, where the eight bytes of the sum itself count as spaces. */
function sumOf(header: Buffer): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : (header[i] ?? 0);
  return sum;
}

function octal(header: Buffer, at: number, length: number): number | null {
  const digits = header.toString('latin1', at, at + length);
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : null;
}
