import type { BoardId } from '#board/ids';
import { type ClientIdOwner, type LoadedLog, LogCorrupt } from '../../board-log.ts';
import type { BoardFile, BoardFiles, DamagedFile } from './board-files.ts';
import { type BoardIndex, DAMAGED, type EntryLocation } from './board-index.ts';
import type { Disk, ReadFile } from './disk.ts';
import type { Segment } from './journal-end.ts';
import { type JournalRecord, readRecord } from './record.ts';

export interface BoardLoadParts {
  readonly disk: Disk;
  readonly files: BoardFiles;
  readonly index: BoardIndex;
  readonly segments: readonly Segment[];
}

export interface LoadedBoard {
  readonly log: LoadedLog;
  /**
   * What is wrong with the board's file although nothing is lost; null: nothing, or a crash while it was first written.
   */
  readonly mended: string | null;
}

/** Other boards' records lie between; reading so many bytes of them costs less than another read. */
const GAP_BYTES = 64 * 1024;
const READ_BYTES = 512 * 1024;

/**
 * Loads a board: its file, then the entries of the journal after it. If the file is damaged, the previous generation is
 * used; nothing is lost if the journal's entries continue from it. Throws LogCorrupt.
 */
export async function loadBoard(boardId: BoardId, parts: BoardLoadParts): Promise<LoadedBoard> {
  const { files, index } = parts;
  const current = await files.read(boardId, 'current');
  const isWhole = current !== null && 'record' in current;
  const previous = isWhole ? null : await files.read(boardId, 'previous');
  const base = isWhole ? current : soundOf(previous);
  // After a crash the journal may lack the record that the file covers these entries.
  if (isWhole) index.dropUpTo(boardId, current.record.seq);
  const range = index.range(boardId);
  const sound = new Sum(base);
  const fault = isWhole ? null : faultOf(current, previous);
  if (fault !== null) {
    // Entries are dropped only after their board file is synced; if they continue from the .bak, the damaged file held
    // nothing newer.
    const reaches = range === null ? (fault.seq ?? Number.POSITIVE_INFINITY) : range.first - 1;
    if (sound.seq < reaches) throw new LogCorrupt(boardId, sound.seq + 1, fault.fault, sound.loaded());
  }
  if (range !== null && range.first > sound.seq + 1) {
    throw new LogCorrupt(boardId, sound.seq + 1, 'it is missing', sound.loaded());
  }
  const locations = index.locations(boardId, sound.seq + 1);
  for await (const { record, bytes } of readLocations(locations, parts)) {
    const seq = sound.seq + 1;
    if (typeof record === 'string') throw new LogCorrupt(boardId, seq, record, sound.loaded());
    if (record.kind !== 'entry' || record.boardId !== boardId || record.seq !== seq) {
      throw new LogCorrupt(boardId, seq, 'another record is where it should be', sound.loaded());
    }
    sound.add(record, bytes, 1);
  }
  return { log: sound.loaded() ?? NOTHING, mended: current === null ? null : (fault?.fault ?? null) };
}

const NOTHING: LoadedLog = { updates: [], seq: 0, entries: 0, bytes: 0, changedAt: null, owners: [] };

function soundOf(file: BoardFile | DamagedFile | null): BoardFile | null {
  return file !== null && 'record' in file ? file : null;
}

function faultOf(
  current: BoardFile | DamagedFile | null,
  previous: BoardFile | DamagedFile | null,
): DamagedFile | null {
  if (current !== null && 'fault' in current)
    return { ...current, fault: `its checkpoint is damaged: ${current.fault}` };
  return previous === null ? null : { fault: 'its checkpoint is missing', seq: null };
}

/** Adds up the records of a board. */
class Sum {
  seq = 0;
  readonly #updates: Uint8Array[] = [];
  readonly #owners: ClientIdOwner[] = [];
  #entries = 0;
  #bytes = 0;
  #at = 0;

  constructor(base: BoardFile | null) {
    // A file that took over entries unmerged counts each of them, so that the room will merge them.
    if (base !== null) this.add(base.record, base.bytes, Math.max(1, base.record.updates.length));
  }

  add({ seq, at, updates, owners }: JournalRecord, bytes: number, entries: number): void {
    for (const update of updates) this.#updates.push(update);
    for (const owner of owners) this.#owners.push(owner);
    this.seq = seq;
    this.#at = at;
    this.#bytes += bytes;
    this.#entries += entries;
  }

  /** What has been read so far; null: nothing. */
  loaded(): LoadedLog | null {
    if (this.seq === 0) return null;
    return {
      updates: [...this.#updates],
      seq: this.seq,
      entries: this.#entries,
      bytes: this.#bytes,
      changedAt: this.seq > 1 ? this.#at : null,
      owners: [...this.#owners],
    };
  }
}

/** The records at these locations, in order. Ends with a sentence instead of the first one that cannot be read. */
async function* readLocations(
  locations: readonly EntryLocation[],
  { disk, segments }: BoardLoadParts,
): AsyncGenerator<{ readonly record: JournalRecord | string; readonly bytes: number }> {
  let opened = null as { readonly segment: Segment; readonly file: ReadFile } | null;
  let chunk = Buffer.alloc(0);
  try {
    for (let i = 0; i < locations.length; ) {
      const first = locations[i];
      const segment = segments.find(({ number }) => number === first?.segment);
      if (first === undefined || first.length <= 0 || segment === undefined) {
        yield { record: first?.length === DAMAGED ? 'its checksum is wrong' : 'it is missing', bytes: 0 };
        return;
      }
      if (opened?.segment !== segment) {
        await opened?.file.close();
        opened = { segment, file: await disk.openToRead(segment.path) };
      }
      const together = runFrom(locations, i);
      const last = together.at(-1) ?? first;
      const size = last.offset + last.length - first.offset;
      if (chunk.length < size) chunk = Buffer.allocUnsafe(size);
      const filled = await opened.file.read(chunk.subarray(0, size), first.offset);
      for (const { offset, length } of together) {
        const start = Math.min(offset - first.offset, filled);
        // Copied, because a view would keep the whole chunk in memory, with other boards' records.
        const record = readRecord(
          Buffer.from(chunk.subarray(start, Math.min(start + length, filled))),
          0,
          segment.salt,
        );
        yield { record: 'fault' in record ? record.fault : record, bytes: length };
        if ('fault' in record) return;
      }
      i += together.length;
    }
  } finally {
    await opened?.file.close();
  }
}

/** The locations from `i` on that one read covers. */
function runFrom(locations: readonly EntryLocation[], i: number): EntryLocation[] {
  const run: EntryLocation[] = [];
  const start = locations[i];
  for (let last = start; last !== undefined && start !== undefined; last = locations[i + run.length]) {
    const before = run.at(-1);
    const isNear =
      before === undefined ||
      (last.segment === before.segment &&
        last.length > 0 &&
        last.offset - (before.offset + before.length) <= GAP_BYTES &&
        last.offset >= before.offset &&
        last.offset + last.length - start.offset <= READ_BYTES);
    if (!isNear) break;
    run.push(last);
  }
  return run;
}
