import type { Board } from '#board/board';
import { type Language, labelIn } from '#board/label';
import type { Note } from '#board/note';
import type { PropertyDefinition } from '#board/property';

/** The board's property definitions by key. If several fields define one, the first counts. */
export function propertyDefinitions(board: Board): Map<string, PropertyDefinition> {
  const definitions = new Map<string, PropertyDefinition>();
  for (const field of [...board.fields, ...board.removedFields]) {
    for (const one of field.properties) if (!definitions.has(one.key)) definitions.set(one.key, one);
  }
  return definitions;
}

/** The keys of the properties to show for some notes: those that their fields define, then others that they have. */
export function propertyKeys(defined: readonly PropertyDefinition[], notes: Iterable<Note>): string[] {
  const keys = new Set(defined.map((one) => one.key));
  for (const note of notes) for (const key of Object.keys(note.properties)) keys.add(key);
  return [...keys];
}

/** The property's name; its key if no field defines it. */
export function propertyTitle(key: string, definition: PropertyDefinition | undefined, language: Language): string {
  return definition === undefined ? key : labelIn(definition.label, language);
}

/** A note's value of a property as shown: for a choice, the option's label. Null if the note has no value. */
export function propertyValue(
  note: Note,
  key: string,
  definition: PropertyDefinition | undefined,
  language: Language,
): string | number | null {
  const value = Object.hasOwn(note.properties, key) ? note.properties[key] : undefined;
  if (value === undefined || value === '') return null;
  const option = definition?.options?.find((one) => one.key === value);
  return option === undefined ? value : labelIn(option.label, language);
}
