import type * as Y from 'yjs';
import { addedIn, dropMoves, hasStrangers, placesRoot, readMove, readPlaces } from '../places.ts';
import { propertiesOf } from '../records.ts';
import type { Fault, FaultReason } from './fault.ts';
import { isAllowedKey, isPlain, sizeOf } from './plain-value.ts';
import type { RuleLimits } from './rule-limits.ts';

/** More than one, because simultaneous moves of a note, and undo, leave several moves of it until it is moved again. */
const MOVES_PER_RECORD = 2;

/** Finds the moves added by a transaction that break the board's rules: one fault for each reason. */
export function placeFaults(transaction: Y.Transaction, limits: RuleLimits): Fault[] {
  const bad = new Map<FaultReason, Set<unknown>>();
  for (const value of addedIn(transaction)) {
    const reason = moveFault(value, limits);
    if (reason !== null) bad.set(reason, (bad.get(reason) ?? new Set()).add(value));
  }
  // dropMoves deletes these with any other: bytes, letters and types, whose size nobody has counted.
  if (hasStrangers(transaction)) bad.set('not-a-record', bad.get('not-a-record') ?? new Set());
  const faults = Array.from(bad, ([reason, values]): Fault => {
    const [first] = values;
    const repair = (doc: Y.Doc) => dropMoves(doc, (value) => values.has(value));
    return { root: 'places', id: readMove(first)?.noteId ?? '', key: null, reason, repair };
  });
  if (placesRoot(transaction.doc).length > MOVES_PER_RECORD * limits.recordsPerBoard)
    faults.push({ root: 'places', id: '', key: null, reason: 'too-many-records', repair: dropUnused });
  return faults;
}

function moveFault(value: unknown, { metaBytes }: RuleLimits): FaultReason | null {
  const move = readMove(value);
  if (move === null || !isPlain(value)) return 'not-a-record';
  if (!isAllowedKey(move.noteId)) return 'forbidden-key';
  return sizeOf(value, metaBytes) > metaBytes ? 'too-large' : null;
}

/** Deletes the moves that give no note its place. So nobody's move is lost when somebody else fills the row. */
function dropUnused(doc: Y.Doc): void {
  const used = new Set<unknown>();
  for (const [noteId, place] of readPlaces(doc)) if (propertiesOf(doc, 'notes', noteId) !== null) used.add(place);
  dropMoves(doc, (value) => !used.has(readMove(value)?.place));
}
