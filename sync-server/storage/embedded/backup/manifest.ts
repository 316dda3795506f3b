/** The last entry of a backup, which lists all entries before it. A backup without it is incomplete. */
export interface Manifest {
  readonly format: 1;
  /** The version of the data folder that was copied. */
  readonly dataVersion: string;
  /** When the backup began, milliseconds since 1970. Everything that was saved before that is in it. */
  readonly startedAt: number;
  readonly entries: readonly ManifestEntry[];
}

export interface ManifestEntry {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export const MANIFEST = 'manifest.json';

/** A backup cannot be made or restored. The message is one sentence for the operator; nothing was changed. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
}

/** Parses a manifest; null if the text is not one. */
export function readManifest(text: string): Manifest | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null; // the caller says that the backup is damaged
  }
  const manifest = json as Manifest | null;
  const sound =
    typeof manifest === 'object' &&
    manifest?.format === 1 &&
    typeof manifest.dataVersion === 'string' &&
    Array.isArray(manifest.entries) &&
    manifest.entries.every(({ path, bytes, sha256 }) => [typeof path, typeof bytes, typeof sha256].join() === SHAPE);
  return sound ? manifest : null;
}

const SHAPE = 'string,number,string';
