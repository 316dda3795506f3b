/** What a document may hold. Characters are UTF-16 units, bytes are UTF-8. */
export interface RuleLimits {
  readonly recordsPerBoard: number;
  /** One record, the text of a note excluded. */
  readonly recordBytes: number;
  /** One property of the board itself, one move of a note, or the `meta` of one drawing. */
  readonly metaBytes: number;
  readonly noteCharacters: number;
}
