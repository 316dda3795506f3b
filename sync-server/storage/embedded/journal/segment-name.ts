/** The name of a segment's file: `journal-<number>-<salt>`. */
export interface SegmentName {
  readonly number: number;
  readonly salt: number;
}

const PATTERN = /^journal-(\d{8})-([0-9a-f]{8})$/;

export function segmentFile({ number, salt }: SegmentName): string {
  return `journal-${String(number).padStart(8, '0')}-${salt.toString(16).padStart(8, '0')}`;
}

/** Null if it is not a segment's name. */
export function readSegmentFile(file: string): SegmentName | null {
  const [, number, salt] = PATTERN.exec(file) ?? [];
  if (number === undefined || salt === undefined) return null;
  return { number: Number(number), salt: Number.parseInt(salt, 16) };
}
