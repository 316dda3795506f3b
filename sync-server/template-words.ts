import { ALTERNATIVE } from '#board/item';
import { isObject } from '#board/rules/plain-value';

/**
 * Translates a template in the words of the public contract, which is older than the glossary, into today's words: a
 * section's `regions` with their `fields` become `fields` with `properties`, `repeat: "alternative"` becomes `per`, a
 * seeded note's `region` becomes `field`. So both forms are accepted. Everything else is returned unchanged and
 * validated later.
 */
export function inGlossaryWords(template: unknown): unknown {
  if (!isObject(template)) return template;
  return {
    ...template,
    ...('sections' in template ? { sections: each(template.sections, sectionInWords) } : {}),
    ...('seededNotes' in template
      ? { seededNotes: each(template.seededNotes, (note) => renamed(note, 'region', 'field')) }
      : {}),
  };
}

function sectionInWords(section: Entries): Entries {
  const { repeat, ...rest } = renamed(section, 'regions', 'fields');
  const per = repeat === 'alternative' ? { per: ALTERNATIVE } : repeat === undefined ? {} : { repeat };
  // `fields` inside a field are the contract's word for properties: in today's words a field has no `fields`.
  const fields = each(rest.fields, (field) => renamed(field, 'fields', 'properties'));
  return { ...rest, ...per, ...('fields' in rest ? { fields } : {}) };
}

type Entries = Readonly<Record<string, unknown>>;

function renamed(entries: Entries, from: string, to: string): Entries {
  if (!(from in entries) || to in entries) return entries;
  const { [from]: value, ...rest } = entries;
  return { ...rest, [to]: value };
}

function each(list: unknown, change: (one: Entries) => Entries): unknown {
  return Array.isArray(list) ? list.map((one: unknown) => (isObject(one) ? change(one) : one)) : list;
}
