import { MEASURE } from '#board/layout/measure';
import type { Note } from '#board/note';

/** Measures of a note's text on the canvas, in page units. canvas.css has the same numbers. */
export const NOTE_TEXT = { fontSize: 16, lineHeight: 22.4, padding: 12, foot: 22, least: 56 } as const;

const FONT = `${NOTE_TEXT.fontSize}px "Inter Variable", system-ui, sans-serif`;

/**
 * Computes the heights of notes without the DOM, since measuring 2,000 elements makes large boards slow to open. Each
 * word is measured once, and lines are wrapped like the browser does. Where only the browser can break a line (after a
 * hyphen), the note gets a little too tall, never too short.
 */
export class NoteHeights {
  readonly #context = document.createElement('canvas').getContext('2d');
  readonly #words = new Map<string, number>();
  #heights = new WeakMap<Note, number>();

  readonly of = (note: Note): number => {
    const known = this.#heights.get(note);
    if (known !== undefined) return known;
    const lines = this.lines(note.text);
    const foot = note.author === '' && note.formerRegionId === null && note.kind === 'free' ? 0 : NOTE_TEXT.foot;
    const height = Math.max(NOTE_TEXT.least, Math.ceil(lines * NOTE_TEXT.lineHeight + 2 * NOTE_TEXT.padding + foot));
    this.#heights.set(note, height);
    return height;
  };

  /** Forgets all measurements. Needed when the font has loaded. */
  forget(): void {
    this.#words.clear();
    this.#heights = new WeakMap();
  }

  /** How many lines a text takes in a note. */
  lines(text: string): number {
    const room = MEASURE.noteWidth - 2 * NOTE_TEXT.padding - 1;
    let lines = 0;
    for (const paragraph of text.split('\n')) lines += this.#wrap(paragraph, room);
    return lines;
  }

  #wrap(paragraph: string, room: number): number {
    let lines = 1;
    let used = 0;
    for (const part of paragraph.match(/\s+|\S+/g) ?? []) {
      const width = this.#width(part);
      if (part.trim() === '') {
        used += width; // spaces overhang the edge and never start a line
        continue;
      }
      if (used + width <= room) used += width;
      else if (width <= room) {
        lines++;
        used = width;
      } else {
        // A word wider than the line is broken anywhere. Counted as one letter narrower, the height is never too low.
        const narrow = room - NOTE_TEXT.fontSize;
        const rows = Math.ceil(width / narrow);
        lines += used > 0 ? rows : rows - 1;
        used = width - (rows - 1) * narrow;
      }
    }
    return lines;
  }

  #width(word: string): number {
    let width = this.#words.get(word);
    if (width === undefined) {
      if (this.#context === null) return word.length * 9;
      if (this.#words.size > 50_000) this.#words.clear();
      this.#context.font = FONT;
      width = this.#context.measureText(word).width;
      this.#words.set(word, width);
    }
    return width;
  }
}

/** Resolves when the font that notes are measured in has loaded or failed to load. */
export async function noteFontLoaded(): Promise<void> {
  await document.fonts.load(FONT, 'Vurdering').catch(() => []);
}
