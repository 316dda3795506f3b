/** The kinds of note. A kind is shown by place, icon and colour, never by colour alone. */
export const NOTE_KINDS = ['opportunity', 'prerequisite', 'risk', 'measure', 'activity', 'general', 'free'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** Colours of regions and their notes, by name; the faces give each a light and a dark value. */
export const COLOURS = ['green', 'blue', 'amber', 'teal', 'violet', 'yellow', 'slate'] as const;
export type Colour = (typeof COLOURS)[number];

/** Whether a stored value is a kind of note. */
export function isNoteKind(value: unknown): value is NoteKind {
  return NOTE_KINDS.some((kind) => kind === value);
}
