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
  /** What is wrong with the board's file though nothing is lost, or null. (A crash in its first writing leaves none.) */
  readonly mended: string | null;
}

/** Records of one board lie among others'; to read over so many bytes costs less than another call. */
const GAP_BYTES = 64 * 1024;
const READ_BYTES = 512 * 1024;

/**
 * Puts a board together: its file, and the entries of the journal after it. Where the file is damaged the generation
 * before it is taken, and nothing is lost if that reaches as far as the entries begin. Throws LogCorrupt.
 */
export async function loadBoard(boardId: BoardId, parts: BoardLoadParts): Promise<LoadedBoard> {
  const { files, index } = parts;
  const current = await files.read(boardId, 'current');
  const isWhole = current !== null && 'record' in current;
  const previous = isWhole ? null : await files.read(boardId, 'previous');
  const base = isWhole ? current : soundOf(previous);
  // A crash may have kept from the journal that the file holds these.
  if (isWhole) index.dropUpTo(boardId, current.record.seq);
  const range = index.range(boardId);
  const sound = new Sum(base);
  const fault = isWhole ? null : faultOf(current, previous);
  if (fault !== null) {
    // Entries are let go of only when the file that covers them is on disk: where they go on from the generation
    // before, the damaged one held nothing more.
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
      throw new LogCorrupt(boardId, seq, 'another record lies in its place', sound.loaded());
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

/** What has been read so far. */
class Sum {
  seq = 0;
  readonly #updates: Uint8Array[] = [];
  readonly #owners: ClientIdOwner[] = [];
  #entries = 0;
  #bytes = 0;
  #at = 0;

  constructor(base: BoardFile | null) {
    // A file that took entries over without folding them counts each, so that the room will fold them.
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

  /** Null where nothing has been read. */
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

/** The records at these locations, in order; a sentence where one cannot be read, and then no more. */
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
        // A copy: what lies between is others', and must not stay in memory for as long as this is used.
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

/** Locations from `i` on that one reading takes in. */
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
