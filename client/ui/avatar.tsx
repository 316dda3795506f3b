import type { ReactElement } from 'react';

/** Colours on which white letters have a contrast of 4.5:1. */
const COLOURS = ['#0b5c66', '#8a3b12', '#4a3f8c', '#1d6332', '#8c2f5b', '#2d5b94', '#6b5200', '#5b4a3f'] as const;

/** The colour of a member, as `#rrggbb`; the same name always gets the same one. */
export function colourOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return COLOURS[sum % COLOURS.length] ?? COLOURS[0];
}

/** «Kari Nordmann» → «KN». */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? '')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** A member's initials on their colour. `label` is read aloud and shown on hover; by default it is the name. */
export function Avatar({ name, color, label = name }: { name: string; color: string; label?: string }): ReactElement {
  return (
    <span className="avatar" style={{ backgroundColor: color }} title={label} role="img" aria-label={label}>
      {initialsOf(name)}
    </span>
  );
}
