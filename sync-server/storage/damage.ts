/** A stored file that is damaged or missing. The server runs without it, or with another copy. */
export interface Damage {
  /** The file or folder directly under DATA_DIR. It is public (/readyz), so it names no board. */
  readonly store: string;
  /** Path of the file under DATA_DIR, for the operator. */
  readonly file: string;
  /** What is wrong with it. */
  readonly fault: string;
}
