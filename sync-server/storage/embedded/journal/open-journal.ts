import { join } from 'node:path';
import type { BoardId } from '#board/ids';
import type { BoardLog } from '../../board-log.ts';
import { BoardFiles } from './board-files.ts';
import { DAMAGED } from './board-index.ts';
import { TIDY_SIZES } from './cleaner.ts';
import { type Disk, realDisk } from './disk.ts';
import type { FailPoint } from './fail-points.ts';
import { JournalBoardLog, type JournalBoardLogParts } from './journal-board-log.ts';
import { JournalWriter } from './journal-writer.ts';
import { recover } from './recover.ts';

export interface JournalOptions {
  /** Takes a sentence for the operator. */
  warn(sentence: string): void;
  /** Takes a sentence about damage; `warn` takes it if this is absent. */
  damaged?(sentence: string): void;
  /** Instead of the machine's file system. */
  readonly disk?: Disk;
  readonly failPoint?: FailPoint;
  /** Smaller sizes, so that segments come and go within a test. */
  readonly sizes?: typeof SIZES;
}

const SIZES = { ...TIDY_SIZES, segmentBytes: 16 * 1024 * 1024 };

/**
 * Opens the log in a folder: `journal-*`, which all boards share, and a file per board in `boards/`. Throws the file
 * system's error if the folder cannot be used at all. Damage inside is reported to the operator; only the boards that
 * it hit are affected.
 */
export async function openJournal(folder: string, options: JournalOptions): Promise<BoardLog> {
  const { warn, damaged = warn, disk = realDisk, failPoint = () => undefined, sizes = SIZES } = options;
  await disk.makeFolder(folder);
  const files = new BoardFiles(join(folder, 'boards'), disk, failPoint);
  await files.open();
  const recovered = await recover(folder, disk, { warn, damaged });
  const { index, segments, deleted } = recovered;
  const writer = new JournalWriter({ ...recovered, folder, disk, failPoint, segmentBytes: sizes.segmentBytes });
  const parts = { folder, warn, damaged, disk, failPoint, files, index, segments, writer, sizes };
  for (const boardId of deleted) if (await files.has(boardId as BoardId)) await files.remove(boardId as BoardId);
  await reportDamage(parts);
  const log = new JournalBoardLog(parts);
  log.tidy(deleted.size > 0);
  return log;
}

/** Reports entries that cannot be read and that no checkpoint covers. */
async function reportDamage({ files, index, damaged }: JournalBoardLogParts): Promise<void> {
  for (const boardId of [...index.boards()]) {
    if (index.locations(boardId, 0).every(({ length }) => length > 0)) continue;
    const file = await files.read(boardId as BoardId, 'current');
    if (file !== null && 'record' in file) index.dropUpTo(boardId, file.record.seq);
    const locations = index.locations(boardId, 0);
    const bad = locations.findIndex(({ length }) => length <= 0);
    if (bad < 0) continue;
    const seq = (index.range(boardId)?.first ?? 0) + bad;
    const what = locations[bad]?.length === DAMAGED ? 'is damaged' : 'is missing';
    damaged(`entry ${seq} of board ${boardId} ${what} in the journal; the board is set aside, the others are served`);
  }
}
