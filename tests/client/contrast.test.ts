import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOTE_COLOURS } from '../../client/ui/note-colours.ts';

const css = readFileSync(new URL('../../client/ui/theme.css', import.meta.url), 'utf8');
const [lightCss = '', darkCss = ''] = css.split(':root[data-color-scheme="dark"]');

/** WCAG 2.2 relative luminance of `#rrggbb`, 0 to 1. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function token(sheet: string, name: string): string {
  const value = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(sheet)?.[1];
  if (value === undefined) throw new Error(`theme.css has no --${name}`);
  return value;
}

describe.each([
  ['light', lightCss],
  ['dark', darkCss],
] as const)('%s theme', (theme, sheet) => {
  it.each(Object.entries(NOTE_COLOURS[theme]))(
    '%s notes have a contrast of 4.5:1 and the colours of theme.css',
    (name, paint) => {
      expect(contrast(paint.ink, paint.bg)).toBeGreaterThanOrEqual(4.5);
      for (const part of ['bg', 'ink', 'edge'] as const) expect(token(sheet, `note-${name}-${part}`)).toBe(paint[part]);
    },
  );

  it.each([
    ['text', 'page'],
    ['text', 'surface'],
    ['text', 'tinted'],
    ['text-subtle', 'page'],
    ['text-subtle', 'surface'],
    ['text-subtle', 'tinted'],
    ['text-subtle', 'accent-tint'],
    ['accent-text', 'surface'],
    ['accent-text', 'page'],
    ['accent-text', 'accent-tint'],
    ['on-accent', 'accent'],
    ['danger', 'surface'],
    ['danger', 'page'],
    ['warning', 'surface'],
    ['success', 'surface'],
  ])('%s on %s has a contrast of 4.5:1', (ink, paper) => {
    expect(contrast(token(sheet, ink), token(sheet, paper))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['page', 'surface'])('edges of form fields have a contrast of 3:1 on %s', (paper) => {
    expect(contrast(token(sheet, 'line-strong'), token(sheet, paper))).toBeGreaterThanOrEqual(3);
  });
});
