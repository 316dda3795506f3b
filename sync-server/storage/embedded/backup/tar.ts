/**
 * The little of tar (POSIX ustar) that a backup needs: plain files with short names. Written here because the packages
 * that do it bring more than this is. `tar -tf` and `tar -xf` read it.
 *
 *     header 512 bytes · content, filled up with zeros to 512 · … · two blocks of zeros
 */
export const BLOCK = 512;
/** As large as the header's eleven octal digits go. */
const MOST_BYTES = 8 ** 11 - 1;
const MOST_NAME = 100;

export interface TarEntry {
  /** From the archive's root, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** Whether a name is short enough. All are that we make; those of templates are not ours. */
export function fitsIntoTar(path: string): boolean {
  return Buffer.byteLength(path) <= MOST_NAME;
}

/** The header of a file. Throws RangeError where its name or size does not fit. */
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

/** Reads a header: the entry, `end` for a block of zeros, or null where it is none that {@link tarHeader} wrote. */
export function readTarHeader(header: Buffer): TarEntry | 'end' | null {
  if (header.length < BLOCK) return null;
  if (header.every((byte) => byte === 0)) return 'end';
  const [sum, bytes] = [octal(header, 148, 6), octal(header, 124, 11)];
  if (sum !== sumOf(header) || bytes === null || header[156] !== 0x30) return null;
  const end = header.indexOf(0);
  return { path: header.toString('utf8', 0, Math.min(end < 0 ? MOST_NAME : end, MOST_NAME)), bytes };
}

/** How many zeros follow a content of so many bytes. */
export function fillOf(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK;
}

/** The sum of all bytes, with spaces where the sum itself stands. */
function sumOf(header: Buffer): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : (header[i] ?? 0);
  return sum;
}

function octal(header: Buffer, at: number, length: number): number | null {
  const digits = header.toString('latin1', at, at + length);
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : null;
}
