/**
 * Content for logs under test that can be checked without a copy: each update names its kind (entry or state), its
 * board and its seq, and the rest of its bytes follows from these.
 */
import { expect } from 'vitest';
import type { BoardId } from '#board/ids';
import type { BoardLog, LoadedLog, LogEntry } from '../../sync-server/storage/board-log.ts';

export const boardNamed = (name: string | number) => `${name}-aaaaaaaaaaaaaaaaaaaa` as BoardId;

/** The update of one entry. */
export function entryBytes(boardId: BoardId, seq: number): Uint8Array {
  return filled('entry', boardId, seq, 20 + ((seq * 7919) % 700));
}

/** A checkpoint's state. */
export function stateBytes(boardId: BoardId, seq: number): Uint8Array {
  return filled('state', boardId, seq, 600 + seq);
}

export function entry(boardId: BoardId, seq: number): LogEntry {
  const owners = [{ clientId: seq, member: `member-${seq}` }];
  return { seq, updates: [entryBytes(boardId, seq)], at: seq, ...(seq % 10 === 1 ? { owners } : {}) };
}

/** Writes a checkpoint of everything up to `seq`. */
export function fold(log: BoardLog, boardId: BoardId, seq: number): Promise<void> {
  return log.checkpoint(boardId, { seq, at: seq, state: stateBytes(boardId, seq), owners: ownersUpTo(seq) });
}

/** Asserts that what was read is exactly what was written, from the first entry to `loaded.seq`. */
export function expectWhole(boardId: BoardId, loaded: LoadedLog): void {
  let seq = 0;
  for (const update of loaded.updates) {
    const [kind, at] = Buffer.from(update).toString('latin1').split(' ', 2);
    if (kind === 'state' && seq === 0) {
      seq = Number(at);
      expect(Buffer.compare(update, stateBytes(boardId, seq))).toBe(0);
    } else {
      seq += 1;
      expect(Buffer.compare(update, entryBytes(boardId, seq))).toBe(0);
    }
  }
  expect(loaded.seq).toBe(seq);
  expect(loaded.owners).toEqual(ownersUpTo(seq));
}

function ownersUpTo(seq: number) {
  const owners: { clientId: number; member: string }[] = [];
  for (let clientId = 1; clientId <= seq; clientId += 10) owners.push({ clientId, member: `member-${clientId}` });
  return owners;
}

function filled(kind: string, boardId: BoardId, seq: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(length, `${kind} ${seq} ${boardId} `);
  let mixed = seq;
  for (let i = 60; i < length; i++) {
    mixed = (Math.imul(mixed, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = mixed >>> 16;
  }
  return bytes;
}
