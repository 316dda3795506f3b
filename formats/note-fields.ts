import type { Board } from '#board/board';
import type { FieldDefinition } from '#board/field-definition';
import { type Language, labelIn } from '#board/label';
import type { Note } from '#board/note';

/** The board's definition of each property that a note may carry, by key. The first field to define one wins. */
export function fieldDefinitions(board: Board): Map<string, FieldDefinition> {
  const definitions = new Map<string, FieldDefinition>();
  for (const field of [...board.fields, ...board.removedFields]) {
    for (const one of field.fields) if (!definitions.has(one.key)) definitions.set(one.key, one);
  }
  return definitions;
}

/** Keys of the properties to show for some notes: those asked for, then any that a note brought from elsewhere. */
export function fieldKeys(asked: readonly FieldDefinition[], notes: Iterable<Note>): string[] {
  const keys = new Set(asked.map((one) => one.key));
  for (const note of notes) for (const key of Object.keys(note.fields)) keys.add(key);
  return [...keys];
}

/** The property's name, or its key where nobody defines it. */
export function fieldTitle(key: string, definition: FieldDefinition | undefined, language: Language): string {
  return definition === undefined ? key : labelIn(definition.label, language);
}

/** A note's value of a property in words: a choice by its label. Null where it has none. */
export function fieldValue(
  note: Note,
  key: string,
  definition: FieldDefinition | undefined,
  language: Language,
): string | number | null {
  const value = Object.hasOwn(note.fields, key) ? note.fields[key] : undefined;
  if (value === undefined || value === '') return null;
  const option = definition?.options?.find((one) => one.key === value);
  return option === undefined ? value : labelIn(option.label, language);
}
