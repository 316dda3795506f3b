import type * as Y from 'yjs';
import { placesRoot, propertiesOf } from './board-doc.ts';
import type { RuleLimits } from './document-rules.ts';
import type { Fault, FaultReason } from './fault.ts';
import { addedIn, dropEntries, readEntry, readPlaces } from './places.ts';
import { isAllowedKey, isPlain, sizeOf } from './plain-value.ts';

/** Members who move one note at the same time, or undo, leave more than one entry for it until it is moved again. */
const ENTRIES_PER_RECORD = 2;

/** Finds what a transaction put among the places of notes that breaks the board's rules: one fault for each reason. */
export function placeFaults(transaction: Y.Transaction, limits: RuleLimits): Fault[] {
  const bad = new Map<FaultReason, Set<unknown>>();
  for (const value of addedIn(transaction)) {
    const reason = entryFault(value, limits);
    if (reason !== null) bad.set(reason, (bad.get(reason) ?? new Set()).add(value));
  }
  const faults = Array.from(bad, ([reason, values]): Fault => {
    const [first] = values;
    const mend = (doc: Y.Doc) => dropEntries(doc, (value) => values.has(value));
    return { root: 'places', id: readEntry(first)?.noteId ?? '', key: null, reason, mend };
  });
  if (placesRoot(transaction.doc).length > ENTRIES_PER_RECORD * limits.recordsPerBoard)
    faults.push({ root: 'places', id: '', key: null, reason: 'too-many-records', mend: dropUnused });
  return faults;
}

function entryFault(value: unknown, { metaBytes }: RuleLimits): FaultReason | null {
  const entry = readEntry(value);
  if (entry === null || !isPlain(value)) return 'not-a-record';
  if (!isAllowedKey(entry.noteId)) return 'forbidden-key';
  return sizeOf(value, metaBytes) > metaBytes ? 'too-large' : null;
}

/** Leaves only what a note lies by, so that nobody's move is lost because somebody else filled the row. */
function dropUnused(doc: Y.Doc): void {
  const used = new Set<unknown>();
  for (const [noteId, place] of readPlaces(doc)) if (propertiesOf(doc, 'notes', noteId) !== null) used.add(place);
  dropEntries(doc, (value) => !used.has(readEntry(value)?.place));
}
