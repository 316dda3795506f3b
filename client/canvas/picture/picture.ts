import type { Editor, TLShapeId } from '@tldraw/tldraw';
import { type Language, labelIn } from '#board/label';
import { around } from '#board/layout/board-layout';
import type { Box } from '#board/layout/measure';
import { standsAlone } from '#board/layout/region-layout';
import type { Note } from '#board/note';
import { NOTE_COLOURS } from '../../ui/note-colours.ts';
import type { Scene } from '../board-model.ts';
import { NOTE_TEXT } from '../notes/note-height.ts';
import { noteIdOf } from '../notes/note-shape.ts';
import { fontFaces } from './picture-font.ts';
import { wrapLines } from './wrap-lines.ts';

const MARGIN = 48;
/** Browsers refuse larger bitmaps, so larger pictures are scaled down. Pixels along the longer side. */
const MAX_SIDE = 8000;
const FONT = "'Inter Variable', Inter, system-ui, sans-serif";

/**
 * The board as an SVG picture: paper, headings, notes and drawings, with all text as real text. Always in light
 * colours, since pictures get printed.
 */
export async function boardSvg(editor: Editor, { board, layout }: Scene, language: Language): Promise<string> {
  const drawingIds = editor
    .getCurrentPageShapes()
    .filter((shape) => noteIdOf(shape) === null)
    .map((shape) => shape.id);
  const drawings = await drawingSvg(editor, drawingIds);
  const bounds = around([layout.bounds, ...(drawings === null ? [] : [drawings.box])]);
  const [x, y, w, h] = [bounds.x - MARGIN, bounds.y - MARGIN - 64, bounds.w + 2 * MARGIN, bounds.h + 2 * MARGIN + 64];
  const parts = [
    `<style>${await fontFaces()}</style>`,
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="#ffffff"/>`,
    textElement(board.meta.title, bounds.x, bounds.y - 24, 36, '#1b2733', 700),
  ];
  for (const { section, box } of layout.sections)
    parts.push(textElement(labelIn(section.title, language), box.x, box.y + box.h - 20, 24, '#1b2733', 600));
  for (const { section, box } of layout.columns) {
    parts.push(rect(box, '#edf1f4', '#d5dce3'));
    parts.push(...wrappedText(labelIn(section.title, language), box, 18, 600, 2));
  }
  for (const { region, box } of layout.rows)
    if (region !== null) parts.push(...wrappedText(labelIn(region.title, language), box, 16, 600, 6));
  for (const region of board.regions.values()) {
    const box = layout.regions.get(region.id);
    if (box === undefined) continue;
    parts.push(rect(box, '#f7f9fa', '#d5dce3'));
    if (standsAlone(region))
      parts.push(textElement(labelIn(region.title, language), box.x + 16, box.y + 32, 17, '#1b2733', 600));
  }
  for (const note of board.notes.values()) {
    const box = layout.notes.get(note.id);
    if (box !== undefined) parts.push(...shownOr([], () => noteSvg(note, box)));
  }
  if (drawings !== null) parts.push(drawings.svg);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${w} ${h}" width="${w}" height="${h}" font-family="${escapeXml(FONT)}">${parts.join('')}</svg>`;
}

/** What `make` returns, or `instead` if it throws: one note must not take the picture. */
function shownOr<T>(instead: T, make: () => T): T {
  try {
    return make();
  } catch (error) {
    console.warn('Something on this board is missing from the picture:', error);
    return instead;
  }
}

function noteSvg(note: Note, box: Box): string[] {
  const paint = NOTE_COLOURS.light[note.colour];
  const parts = [rect(box, paint.bg, paint.edge)];
  const lines = wrapLines(note.text, box.w - 2 * NOTE_TEXT.padding - 1, `${NOTE_TEXT.fontSize}px ${FONT}`);
  lines.forEach((line, i) => {
    const top = box.y + NOTE_TEXT.padding + i * NOTE_TEXT.lineHeight + 16.5;
    parts.push(textElement(line, box.x + NOTE_TEXT.padding, top, NOTE_TEXT.fontSize, paint.ink, 400));
  });
  if (note.author !== '')
    parts.push(textElement(note.author, box.x + NOTE_TEXT.padding, box.y + box.h - 10, 12, paint.ink, 400));
  return parts;
}

/** An SVG picture as a PNG. Throws if the browser cannot make one. */
export async function boardPng(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(2, MAX_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob === null ? reject(new Error('the picture is too large')) : resolve(blob)),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function drawingSvg(editor: Editor, ids: TLShapeId[]): Promise<{ svg: string; box: Box } | null> {
  if (ids.length === 0) return null;
  const made = await editor.getSvgElement(ids, { background: false, padding: 0, darkMode: false });
  if (made === undefined) return null;
  const bounds = ids.flatMap((id) => editor.getShapePageBounds(id) ?? []);
  if (bounds.length === 0) return null;
  const { x, y, w, h } = around(bounds);
  for (const [name, value] of Object.entries({ x, y, width: w, height: h })) made.svg.setAttribute(name, String(value));
  return { svg: new XMLSerializer().serializeToString(made.svg), box: { x, y, w, h } };
}

function wrappedText(text: string, box: Box, size: number, weight: number, most: number): string[] {
  const lines = wrapLines(text, box.w - 24, `${weight} ${size}px ${FONT}`).slice(0, most);
  return lines.map((line, i) =>
    textElement(line, box.x + 12, box.y + 12 + (i + 1) * size * 1.35, size, '#1b2733', weight),
  );
}

function rect({ x, y, w, h }: Box, fill: string, stroke: string): string {
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="8" fill="${fill}" stroke="${stroke}"/>`;
}

function textElement(text: string, x: number, y: number, size: number, fill: string, weight: number): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" xml:space="preserve">${escapeXml(text)}</text>`;
}

/** Escapes a text for XML, and removes what XML cannot contain: control characters and lone surrogates. */
function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
  );
}
