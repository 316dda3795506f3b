/** Something in the storage that is not as it was written. The server goes on without it, or with another copy. */
export interface Damage {
  /** The file or folder right under DATA_DIR. Anybody may be told, so it names no board. */
  readonly store: string;
  /** The file, as it is called under DATA_DIR: for the operator. */
  readonly file: string;
  /** What is wrong with it. */
  readonly fault: string;
}
