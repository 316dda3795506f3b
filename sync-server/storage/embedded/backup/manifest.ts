/** What a backup's last entry says of all entries before it. Without it the backup is not whole. */
export interface Manifest {
  readonly format: 1;
  /** The version of the data folder that was copied. */
  readonly dataVersion: string;
  /** When the backup began, milliseconds since 1970. Everything that was saved before is in it. */
  readonly startedAt: number;
  readonly entries: readonly ManifestEntry[];
}

export interface ManifestEntry {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export const MANIFEST = 'manifest.json';

/** A backup or a restoring that cannot be. The message is one sentence for whoever asked for it; nothing was changed. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
}

/** Reads a manifest; null where it is none. */
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
