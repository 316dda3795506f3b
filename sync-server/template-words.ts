import { ALTERNATIVE } from '#board/item';

/**
 * The public contract describes a template with words from before the glossary was settled: a section's `regions` with
 * their `fields`, `repeat: "alternative"`, a seeded note's `region`. Reads such a file in today's words (`fields`,
 * `properties`, `per`, `field`) so that both are taken; everything else passes through and is validated as it stands.
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
  // Only a file in the contract's words calls properties `fields`: in today's words a field has none.
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

function isObject(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
