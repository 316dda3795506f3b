import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellPieces, escapeCell, writable } from '#formats/cell-text';

test('a text is split into pieces that fit a cell and together are the text', () => {
  const unit = fc.constantFrom('a', '\n', '😀', 'æ'.repeat(9_000), '\n'.repeat(200));
  const done = { whole: 0, cut: 0 };
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const pieces = cellPieces(text);
      expect(pieces.join('')).toBe(text);
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(32_767);
        expect(piece.split('\n').length - 1).toBeLessThanOrEqual(253);
        expect(piece).not.toMatch(/\p{Cs}/u);
      }
      done[pieces.length > 1 ? 'cut' : 'whole']++;
    }),
    { numRuns: 300 },
  );
  console.info(JSON.stringify(done));
  for (const count of Object.values(done)) expect(count).toBeGreaterThan(10);
});

test('a writable text is well formed and keeps every character that a file can hold', () => {
  let letters = 0;
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const kept = writable(`${text}\ud800`);
      expect(kept).not.toMatch(/\p{Cs}/u);
      expect(writable(kept)).toBe(kept);
      letters += kept.length;
    }),
  );
  console.info(JSON.stringify({ letters }));
  expect(letters).toBeGreaterThan(100);
  expect(writable('a\r\nb\rc\td')).toBe('a\nb\nc\td');
});

test('a text that looks like an escape code of the format is read back unchanged', () => {
  expect(escapeCell('_x000D_ og x_y_z')).toBe('_x005F_x000D_ og x_y_z');
});
