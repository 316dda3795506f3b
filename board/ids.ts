/**
 * Ids. A thing keeps its id for its whole life. The program that adds the thing makes the id, so a request that is sent
 * twice adds it once. The brand, a type only, keeps one kind of id from being passed as another.
 */
declare const brand: unique symbol;
type Id<Kind extends string> = string & { readonly [brand]: Kind };

/** Names a board in links, on disk and on the wire. At least 128 random bits, so it cannot be guessed. */
export type BoardId = Id<'board'>;
/** Names a note, whichever region it is in. */
export type NoteId = Id<'note'>;
/** Names a region as people see it. In a repeated section it is made by {@link regionIdOf}. */
export type RegionId = Id<'region'>;
/** Names a field: one row of the matrix, or one single region. */
export type FieldId = Id<'field'>;
/** Names a part of a template, such as the block that is repeated over the alternatives. */
export type SectionId = Id<'section'>;
/** Names an item of a dimension, such as an alternative that the group weighs. */
export type ItemId = Id<'item'>;
/** Names a typed link between two notes. */
export type LinkId = Id<'link'>;

/** Every id from outside is checked against this before it is used as a key or a file name. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
/** A board id or token: at least 128 random bits in base64url. */
export const SECRET_ID_PATTERN = /^[A-Za-z0-9_-]{16,64}$/;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Makes an id of 22 base64url characters (132 bits) from at least 17 random bytes, which the caller supplies. Throws
 * RangeError if there are fewer.
 */
export function idFromBytes<T extends string>(random: Uint8Array): T {
  if (random.length < 17) throw new RangeError('an id needs 17 random bytes');
  let id = '';
  let bits = 0;
  let held = 0;
  for (const byte of random) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6 && id.length < 22) {
      bits -= 6;
      id += ALPHABET[(held >> bits) & 63];
    }
    held &= (1 << bits) - 1;
  }
  return id as T;
}

/**
 * The id of a field's region under one item; with null, of its single region. It is computed and never stored, so an
 * item and a field that two people add at the same moment still get their region.
 */
export function regionIdOf(fieldId: FieldId, itemId: ItemId | null): RegionId {
  return (itemId === null ? fieldId : `${itemId}-${fieldId}`) as string as RegionId;
}

/** The id of a section as shown for one item; see {@link regionIdOf}. */
export function sectionIdOf(sectionId: SectionId, itemId: ItemId | null): SectionId {
  return (itemId === null ? sectionId : `${itemId}-${sectionId}`) as SectionId;
}
