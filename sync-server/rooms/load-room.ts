import type { BoardId } from '#board/ids';
import { migrateBoard } from '#board/schema/schema-version';
import type { Logger } from '../observe/logger.ts';
import { type BoardLog, type LoadedLog, LogCorrupt, LogUnavailable } from '../storage/board-log.ts';
import { Room, type RoomParts } from './room.ts';

export interface RoomLoadParts {
  readonly log: BoardLog;
  /** When the boards were restored from a backup, milliseconds since 1970; null: they were not. */
  readonly restoredAt: number | null;
  readonly logger: Logger;
}

/**
 * Makes a board's room of its log, and brings the board to this program's schema. Rejects with LogUnavailable, with
 * LogCorrupt where nothing of the log can be trusted, or with what `RoomParts.failed` was told.
 */
export async function loadRoom(boardId: BoardId, parts: RoomLoadParts, roomParts: RoomParts): Promise<Room> {
  const { loaded, setAside } = await readLog(boardId, parts);
  // What came after the backup is brought back by whoever has it, others' edits too; see decision 9.
  const isFreed = parts.restoredAt !== null && (loaded.changedAt ?? 0) <= parts.restoredAt && loaded.owners.length > 0;
  const room = new Room(boardId, isFreed ? { ...loaded, owners: [] } : loaded, setAside, roomParts);
  if (isFreed && !setAside) await room.checkpoint();
  if (room.schema === 'newer') throw new LogUnavailable(`board ${boardId} was written by a newer version of Veivalg`);
  // An edit like any other: logged, and handed to whoever joins.
  if (room.schema === 'older' && !setAside) await room.edit((doc) => migrateBoard(doc, roomParts.migrations));
  return room;
}

/**
 * What the log holds; where it is damaged, what of it can be trusted, and then the board is set aside: it is shown, and
 * takes nothing more until the operator has restored it.
 */
async function readLog(boardId: BoardId, parts: RoomLoadParts): Promise<{ loaded: LoadedLog; setAside: boolean }> {
  try {
    return { loaded: await parts.log.load(boardId), setAside: false };
  } catch (error) {
    if (!(error instanceof LogCorrupt) || error.sound === null) throw error;
    const { seq, changedAt } = error.sound;
    parts.logger.error(
      { err: error, board: boardId, shown: seq, lastChange: changedAt },
      'a board is set aside: its log is damaged. What was stored before the damage is shown read-only; restore the board from a backup',
    );
    return { loaded: error.sound, setAside: true };
  }
}
