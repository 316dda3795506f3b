import type { Language } from '#board/label';

/** What an export needs to know beside the board. Time is an argument, so that the same board gives the same file. */
export interface ExportOptions {
  readonly language: Language;
  readonly boardId: string;
  /** Milliseconds since 1970. */
  readonly exportedAt: number;
  /** Set when a snapshot is exported rather than the board as it is now. */
  readonly snapshotName?: string | undefined;
  /** Titles of the board's templates in the language of the export; without them their ids are shown. */
  readonly templateTitles?: readonly string[] | undefined;
}
