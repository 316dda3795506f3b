import { describe, expect, it } from 'vitest';
import {
  type FieldId,
  ID_PATTERN,
  type ItemId,
  idFromBytes,
  regionIdOf,
  type SectionId,
  sectionIdOf,
} from '#board/ids';

const bytes = (...values: readonly number[]) => Uint8Array.from({ length: 17 }, (_, i) => values[i] ?? 0);

describe('an id from random bytes', () => {
  it('holds 22 characters that may stand in links and file names', () => {
    for (const length of [17, 18, 32]) {
      const id = idFromBytes(new Uint8Array(length).fill(0xff));
      expect(id).toHaveLength(22);
      expect(id).toMatch(ID_PATTERN);
    }
  });

  it('holds 132 bits: each of them changes the id, and only the character that holds it', () => {
    const zero = idFromBytes<string>(bytes());
    const seen = new Set([zero]);
    for (let bit = 0; bit < 132; bit++) {
      const changed = bytes();
      changed[Math.floor(bit / 8)] = 0x80 >> (bit % 8);
      const id = idFromBytes<string>(changed);
      const differs = [...id].flatMap((character, at) => (character === zero[at] ? [] : [at]));
      expect(differs, `bit ${bit}`).toEqual([Math.floor(bit / 6)]);
      seen.add(id);
    }
    expect(seen.size).toBe(133);
  });

  it('is the bytes in base64url, with the two special characters at its end', () => {
    const id = idFromBytes<string>(bytes(0, 0x10, 0x83, 0x10, 0x51, 0x87, 0xff, 0xef, 0xbf));
    expect(id.slice(0, 8)).toBe('ABCDEFGH');
    expect(id.slice(8, 12)).toBe('_--_');
  });

  it('is not made of fewer bytes', () => {
    expect(() => idFromBytes(new Uint8Array(16))).toThrow(RangeError);
  });
});

describe('the id of a region or section', () => {
  it('is that of the field or section alone, or with the item that it stands under', () => {
    expect(regionIdOf('f' as FieldId, null)).toBe('f');
    expect(regionIdOf('f' as FieldId, 'i' as ItemId)).toBe('i-f');
    expect(sectionIdOf('s' as SectionId, null)).toBe('s');
    expect(sectionIdOf('s' as SectionId, 'i' as ItemId)).toBe('i-s');
  });
});
