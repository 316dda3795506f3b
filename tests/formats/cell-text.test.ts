import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellPieces, escapeCell, writable } from '#formats/cell-text';

test('a text is split into pieces that fit a cell and together are the text', () => {
  const unit = fc.constantFrom('a', '\n', '😀', 'æ'.repeat(9_000), '\n'.repeat(200));
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
    }),
  );
});

test('a writable text is well formed and keeps every character that a file can hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const kept = writable(`${text}\ud800`);
      expect(kept).not.toMatch(/\p{Cs}/u);
      expect(writable(kept)).toBe(kept);
    }),
  );
  expect(writable('a\r\nb\rc\td')).toBe('a\nb\nc\td');
});

test('a text that looks like an escape code of the format is read back unchanged', () => {
  expect(escapeCell('_x000D_ og x_y_z')).toBe('_x005F_x000D_ og x_y_z');
});
