import * as Y from 'yjs';
import type { NoteId, RegionId } from './ids.ts';
import { type Colour, isNoteKind, type NoteKind } from './note-kind.ts';
import { compareOrder, orderBetween } from './order.ts';
import { putPlaces, readPlaces } from './places.ts';
import { readPoint, readString, readTime } from './read.ts';
import { changeRecord, type Properties, propertiesOf, putProperties, root, sameValue } from './records.ts';
import { fragmentOf, plainText } from './text.ts';

/** A note as stored, whether or not its region exists. */
export interface StoredNote {
  readonly id: NoteId;
  readonly text: string;
  /** The region it was put in, which may no longer exist; null for a note that was put outside the regions. */
  readonly regionId: RegionId | null;
  /** Its sort key in the region; see order.ts. */
  readonly order: string;
  /** Upper left corner, in page units, of a note that was put outside the regions; null for all others. */
  readonly pos: readonly [number, number] | null;
  /** Its own kind; in a region, the region's kind is shown instead. */
  readonly kind: NoteKind;
  /** The name that its author gave; '' for an anonymous note. */
  readonly author: string;
  /** Milliseconds since 1970, by the clock of the program that added it. */
  readonly createdAt: number;
  /** Where it came from, such as 'e-post'; '' for a note written on the board. */
  readonly source: string;
  /** Values by `<template>.<key>`; the property definitions of the fields say what they mean. */
  readonly properties: NoteProperties;
  /** Milliseconds since 1970 when it was deleted, or null. */
  readonly deletedAt: number | null;
}

export type NoteProperties = Readonly<Record<string, string | number>>;

/** A note as people see it: in its region, or loose. */
export interface Note extends StoredNote {
  /** The region it is in; null for a loose note. */
  readonly regionId: RegionId | null;
  readonly colour: Colour;
  /** The region it was put in, if that no longer exists; otherwise null. */
  readonly formerRegionId: RegionId | null;
}

/** Where a note is: in a region, or loose on the page. Stored as one value, so that two moves at once cannot mix. */
export type Place =
  | { readonly regionId: RegionId; readonly order: string }
  | { readonly pos: readonly [number, number] | null; readonly order: string };

/** What is needed to add a note. Without `order` it becomes the last of its region. */
export interface NewNote {
  readonly id: NoteId;
  readonly text: string;
  readonly regionId: RegionId | null;
  readonly order?: string;
  readonly pos?: readonly [number, number] | null;
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly kind?: NoteKind;
  readonly source?: string;
  readonly properties?: NoteProperties;
}

const PROPERTY_PREFIX = 'prop:';

/** The stored properties that {@link addNote} writes. Others (`deleted`, `prop:…`) are set later, one by one. */
export const GIVEN_TO_NOTES = ['text', 'place', 'kind', 'author', 'createdAt', 'source'];

/** Adds a note. Does nothing if the id exists, so a repeated request is harmless. */
export function addNote(doc: Y.Doc, note: NewNote): void {
  if (root(doc, 'notes').has(note.id)) return;
  const order = note.order ?? orderBetween(lastOrderIn(doc, note.regionId), null, note.id);
  const properties = Object.entries(note.properties ?? {}).map(([key, value]) => [PROPERTY_PREFIX + key, value]);
  putProperties(doc, 'notes', note.id, {
    text: fragmentOf(note.text),
    place: storedPlace(note.regionId === null ? { pos: note.pos ?? null, order } : { regionId: note.regionId, order }),
    kind: note.kind,
    author: note.author === '' ? undefined : note.author,
    createdAt: note.createdAt,
    source: note.source,
    ...Object.fromEntries(properties),
  });
}

/** Moves a note. Does nothing if the note does not exist or is already there. */
export function moveNote(doc: Y.Doc, id: NoteId, place: Place): void {
  const note = propertiesOf(doc, 'notes', id);
  if (note === null) return;
  const stored = storedPlace(place);
  const now = readPlaces(doc, new Set([id])).get(id) ?? note.get('place');
  if (!sameValue(now, stored)) putPlaces(doc, new Map([[id, stored]]));
}

/** Marks a note as deleted. Its text stays, so what others write in it at the same time is not lost. */
export function deleteNote(doc: Y.Doc, id: NoteId, atMs: number): void {
  changeRecord(doc, 'notes', id, { deleted: atMs });
}

/** Brings a deleted note back to its place. */
export function restoreNote(doc: Y.Doc, id: NoteId): void {
  changeRecord(doc, 'notes', id, { deleted: null });
}

/** Sets one of a note's properties, by `<template>.<key>`; null clears it. */
export function setNoteProperty(doc: Y.Doc, id: NoteId, key: string, value: string | number | null): void {
  changeRecord(doc, 'notes', id, { [PROPERTY_PREFIX + key]: value });
}

/** The text of a note for an editor to bind to, or null where there is none. */
export function noteFragment(doc: Y.Doc, id: NoteId): Y.XmlFragment | null {
  const text = propertiesOf(doc, 'notes', id)?.get('text');
  return text instanceof Y.XmlFragment ? text : null;
}

/**
 * Reads one note. Its place is `movedTo` (see places.ts) or, without that, where it was added. Never throws: malformed
 * values read as absent.
 */
export function readNote(id: string, map: Properties, movedTo: object | undefined): StoredNote {
  const place = movedTo ?? map.get('place');
  const { region, order, pos } = (typeof place === 'object' && place !== null ? place : {}) as Record<string, unknown>;
  const kind = map.get('kind');
  return {
    id: id as NoteId,
    text: plainText(map.get('text')),
    regionId: typeof region === 'string' ? (region as RegionId) : null,
    order: typeof order === 'string' ? order : '',
    pos: readPoint(pos),
    kind: isNoteKind(kind) ? kind : 'free',
    author: readString(map, 'author'),
    createdAt: readTime(map, 'createdAt') ?? 0,
    source: readString(map, 'source'),
    properties: readProperties(map),
    deletedAt: readTime(map, 'deleted'),
  };
}

function readProperties(map: Properties): NoteProperties {
  const properties: [string, string | number][] = [];
  for (const key of map.keys()) {
    if (!key.startsWith(PROPERTY_PREFIX)) continue;
    const value = map.get(key);
    if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)))
      properties.push([key.slice(PROPERTY_PREFIX.length), value]);
  }
  // fromEntries defines own properties, so a key named __proto__ stays a key.
  return Object.fromEntries(properties);
}

/** The stored place of every note by its id, deleted notes included. It may be any object that a peer wrote. */
export function placesOf(doc: Y.Doc): Map<string, object> {
  const places = new Map<string, object>();
  const moved = readPlaces(doc);
  for (const [id, value] of root(doc, 'notes').entries()) {
    if (!(value instanceof Y.Map)) continue;
    const place: unknown = moved.get(id) ?? value.get('place');
    if (typeof place === 'object' && place !== null) places.set(id, place);
  }
  return places;
}

function storedPlace(place: Place): object {
  if ('regionId' in place) return { region: place.regionId, order: place.order };
  return place.pos === null ? { order: place.order } : { pos: [...place.pos], order: place.order };
}

function lastOrderIn(doc: Y.Doc, regionId: RegionId | null): string | null {
  let last: { id: string; order: string } | null = null;
  for (const [id, place] of placesOf(doc)) {
    const { region, order } = place as Record<string, unknown>;
    if ((region ?? null) !== regionId || typeof order !== 'string') continue;
    if (last === null || compareOrder(last, { id, order }) < 0) last = { id, order };
  }
  return last?.order ?? null;
}
