import type { BoardId } from '#board/ids';
import { migrateBoard } from '#board/schema/schema-version';
import type { Logger } from '../observe/logger.ts';
import { type BoardLog, type LoadedLog, LogCorrupt, LogUnavailable } from '../storage/board-log.ts';
import { absentOwners } from './client-ids.ts';
import { loadDocument } from './gradual/load-document.ts';
import type { LoadGuard } from './load-guard.ts';
import { Room, type RoomParts } from './room.ts';

export interface LoadRoomParts {
  readonly log: BoardLog;
  /** When the data folder was restored from a backup, milliseconds since 1970; null if it was not. */
  readonly restoredAt: number | null;
  readonly logger: Logger;
  readonly guard: LoadGuard;
}

/**
 * Loads a board's room from its log and migrates the board to this program's schema. Rejects with LogUnavailable (also
 * if a newer version wrote the board), with LogCorrupt if nothing in the log can be trusted, with BoardSetAside if it would
 * end this process, too, or with the error that `RoomParts.failed` was called with.
 */
export async function loadRoom(boardId: BoardId, parts: LoadRoomParts, roomParts: RoomParts): Promise<Room> {
  const { guard } = parts;
  await guard.admit(boardId, async () => (await readLog(boardId, parts)).loaded.updates);
  const { loaded, setAside } = await readLog(boardId, parts);
  // Any browser may bring back what was written after the backup, including other members' edits (decision 9).
  const isRestored = parts.restoredAt !== null;
  const isJustRestored = isRestored && (loaded.changedAt ?? 0) <= (parts.restoredAt ?? 0) && loaded.owners.length > 0;
  const owners = isJustRestored ? absentOwners(loaded.owners) : loaded.owners;
  const doc = await loadDocument(loaded.updates, roomParts.turns, (work) => guard.during(boardId, work));
  const make = () => new Room(boardId, doc, { ...loaded, owners }, { setAside, isRestored }, roomParts);
  const room = guard.during(boardId, make);
  // A full disk must not keep the board from being read; its next load frees the ids again.
  if (isJustRestored && !setAside) await room.checkpoint().catch(unlessUnavailable);
  if (room.schema === 'newer') throw new LogUnavailable(`board ${boardId} was written by a newer version of Veivalg`);
  // An edit like any other: logged and sent to joiners.
  if (room.schema === 'older' && !setAside) await room.edit((doc) => migrateBoard(doc, roomParts.migrations));
  return room;
}

/**
 * Loads the log. If it is damaged but its beginning can be trusted, that part is loaded and the board is set aside: it
 * is read-only until the operator has restored it.
 */
async function readLog(boardId: BoardId, parts: LoadRoomParts): Promise<{ loaded: LoadedLog; setAside: boolean }> {
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

function unlessUnavailable(error: unknown): void {
  if (!(error instanceof LogUnavailable)) throw error;
}
