/** What a document may hold. Characters are UTF-16 units, bytes are UTF-8. */
export interface RuleLimits {
  readonly recordsPerBoard: number;
  readonly recordBytes: number;
  /** One property that is neither a note's text nor a drawing's. */
  readonly metaBytes: number;
  readonly noteCharacters: number;
}
