import * as Y from 'yjs';
import { nounOf, RECORD_ROOTS } from '../board-doc.ts';
import { restoreField } from '../field.ts';
import type { RegionId } from '../ids.ts';
import { restoreItem } from '../item.ts';
import { placesOf } from '../note.ts';
import type { RecordRoot } from '../nouns.ts';
import { putPlaces, readPlaces } from '../places.ts';
import { readBoard } from '../reading/read-board.ts';
import { type Properties, propertiesOf, root, sameValue, setProperties } from '../records.ts';
import { isPlain } from '../rules/plain-value.ts';
import { fragmentOf, plainText } from '../text.ts';
import { restoreText } from './restore-text.ts';

export interface Restore {
  /** The time to mark deleted notes with, in milliseconds since 1970. */
  readonly atMs: number;
  /** Restores only this region, its notes and their links; the whole board if it is left out. */
  readonly regionId?: RegionId | undefined;
}

/**
 * Makes a board read as it does in a snapshot of it. A restore is an ordinary edit and as small as possible: what is
 * equal is not touched, ids stay, notes that the snapshot lacks are marked as deleted, items and fields as removed. So
 * it merges with edits that others make at the same time or made offline, and doing it again changes nothing.
 *
 * The snapshot must have this program's schema (`migrateBoard`). Does nothing for a region that the snapshot does not
 * show.
 */
export function restoreBoard(doc: Y.Doc, snapshot: Y.Doc, { atMs, regionId }: Restore): void {
  if (regionId !== undefined) {
    restoreRegion(doc, snapshot, regionId, atMs);
    return;
  }
  restoreMeta(doc, snapshot);
  for (const name of RECORD_ROOTS) {
    for (const id of root(snapshot, name).keys()) restoreRecord(doc, snapshot, name, id);
    for (const id of [...root(doc, name).keys()]) if (!root(snapshot, name).has(id)) removeRecord(doc, name, id, atMs);
  }
  restorePlaces(doc, snapshot, root(snapshot, 'notes').keys());
}

/** Restores a region's notes and their links, and the region itself if it was removed. Its title is not restored. */
function restoreRegion(doc: Y.Doc, snapshot: Y.Doc, regionId: RegionId, atMs: number): void {
  const region = readBoard(snapshot).regions.get(regionId);
  if (region === undefined) return;
  restoreField(doc, region.fieldId);
  if (region.itemId !== null) restoreItem(doc, region.itemId);
  const then = notesIn(snapshot, regionId);
  const restored: string[] = [];
  for (const id of new Set([...then, ...notesIn(doc, regionId)])) {
    if (root(snapshot, 'notes').has(id)) {
      restoreRecord(doc, snapshot, 'notes', id);
      restored.push(id);
    } else removeRecord(doc, 'notes', id, atMs);
  }
  restorePlaces(doc, snapshot, restored);
  for (const id of root(snapshot, 'links').keys()) {
    const link = propertiesOf(snapshot, 'links', id);
    if (then.has(String(link?.get('from'))) || then.has(String(link?.get('to'))))
      restoreRecord(doc, snapshot, 'links', id);
  }
}

/** The ids of the notes whose place is in a region, deleted notes included. */
function notesIn(doc: Y.Doc, regionId: RegionId): Set<string> {
  const found = new Set<string>();
  for (const [id, place] of placesOf(doc)) if ('region' in place && place.region === regionId) found.add(id);
  return found;
}

/** Moves notes back. Call it after their own properties are restored, which have the places of notes never moved. */
function restorePlaces(doc: Y.Doc, snapshot: Y.Doc, ids: Iterable<string>): void {
  const [moved, now] = [readPlaces(doc), placesOf(doc)];
  const [movedThen, then] = [readPlaces(snapshot), placesOf(snapshot)];
  const moves = new Map<string, object | null>();
  for (const id of ids) {
    const place = movedThen.get(id);
    if (sameValue(now.get(id), then.get(id))) continue;
    if (place === undefined && moved.has(id)) moves.set(id, null);
    else if (place !== undefined && isPlain(place)) moves.set(id, place);
  }
  putPlaces(doc, moves);
}

/** Restores the board's own properties, apart from the schema version: that is the program's. */
function restoreMeta(doc: Y.Doc, snapshot: Y.Doc): void {
  const [now, then] = [root(doc, 'meta'), root(snapshot, 'meta')];
  for (const key of [...now.keys()]) if (key !== 'schemaVersion' && !then.has(key)) now.delete(key);
  for (const [key, value] of then.entries()) if (key !== 'schemaVersion') restoreProperty(now, key, value);
}

function restoreRecord(doc: Y.Doc, snapshot: Y.Doc, name: RecordRoot, id: string): void {
  const then = propertiesOf(snapshot, name, id);
  if (then === null) return; // not a record: nothing to restore
  let now = propertiesOf(doc, name, id);
  if (now === null) {
    now = new Y.Map<unknown>();
    root(doc, name).set(id, now);
  }
  for (const key of [...now.keys()]) {
    if (!then.has(key) && !(now.get(key) instanceof Y.AbstractType)) now.delete(key);
  }
  for (const [key, value] of then.entries()) restoreProperty(now, key, value);
}

function restoreProperty(now: Properties, key: string, then: unknown): void {
  const held = now.get(key);
  if (then instanceof Y.XmlFragment) {
    if (held instanceof Y.XmlFragment) restoreText(held, then);
    else now.set(key, fragmentOf(plainText(then)));
  } else if (isPlain(then) && !sameValue(held, then)) now.set(key, then); // Yjs may refuse to write other values
}

/** Removes a record that the snapshot lacks, in the way in which a member removes that noun. */
function removeRecord(doc: Y.Doc, name: RecordRoot, id: string, atMs: number): void {
  const record = propertiesOf(doc, name, id);
  const { removedAs } = nounOf(name);
  if (record === null || removedAs === 'erased') root(doc, name).delete(id);
  else if (removedAs === 'removed') setProperties(record, { removed: true });
  else if (!Number.isFinite(record.get('deleted'))) setProperties(record, { deleted: atMs });
}
