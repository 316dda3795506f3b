import type { Language } from '#board/label';

/** What an export needs besides the board. Time is an argument, so that the same board gives the same file. */
export interface ExportOptions {
  readonly language: Language;
  readonly boardId: string;
  /** Milliseconds since 1970. */
  readonly exportedAt: number;
  /** The snapshot's name, if a snapshot is exported and not the board as it is now. */
  readonly snapshotName?: string | undefined;
  /** Titles of the board's templates in the language of the export; without them their ids are shown. */
  readonly templateTitles?: readonly string[] | undefined;
}
