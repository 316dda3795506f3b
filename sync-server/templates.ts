import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ALTERNATIVE } from '#board/item';
import { COLOURS, NOTE_KINDS } from '#board/note-kind';
import { PROPERTY_TYPES } from '#board/property';
import type { Template } from '#board/template/template';
import { StartError } from './start-error.ts';
import { inGlossaryWords } from './template-words.ts';

const key = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]{0,39}$/,
    'a key starts with a letter and has at most 40 letters, digits and underscores',
  );
const label = z.strictObject({ nb: z.string().min(1), nn: z.string().min(1), en: z.string().min(1) });
const cell = z.number().int().min(0).max(50);
const size = z.number().int().min(1).max(50);

const property = z
  .strictObject({
    key,
    label,
    type: z.enum(PROPERTY_TYPES),
    options: z.array(z.strictObject({ key, label })).min(1).optional(),
  })
  .transform(({ options, ...rest }) => (options === undefined ? rest : { ...rest, options }));

const field = z.strictObject({
  key,
  title: label,
  help: label.optional(),
  noteKind: z.enum(NOTE_KINDS).optional(),
  properties: z.array(property).optional(),
  linksTo: key.optional(),
  notForNull: z.boolean().optional(),
  column: cell,
  row: cell,
  width: size,
  height: size,
  colour: z.enum(COLOURS),
});

const section = z.strictObject({
  key,
  title: label,
  titleForNull: label.optional(),
  titleWhenUnnamed: label.optional(),
  per: z.literal(ALTERNATIVE).optional(),
  fields: z.array(field).min(1),
});

const template = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{0,39}$/,
        'an id starts with a lower-case letter and has at most 40 lower-case letters, digits and hyphens',
      ),
    version: z.number().int().min(1),
    title: label,
    description: label,
    sections: z.array(section).min(1),
    seededNotes: z.array(z.strictObject({ field: key, text: label })).optional(),
    parameters: z.strictObject({ alternatives: z.boolean().optional() }).default({}),
  })
  .superRefine(({ sections, seededNotes }, context) => {
    const fault = (message: string, ...path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path });
    const keys = new Map<string, { repeated: boolean }>();
    sections.forEach((one, s) => {
      if (sections.findIndex((other) => other.key === one.key) < s)
        fault('this key is used twice', 'sections', s, 'key');
      one.fields.forEach((each, f) => {
        if (keys.has(each.key)) fault('this key is used twice', 'sections', s, 'fields', f, 'key');
        keys.set(each.key, { repeated: one.per !== undefined });
      });
    });
    sections.forEach((one, s) => {
      one.fields.forEach(({ linksTo }, f) => {
        if (linksTo !== undefined && !keys.has(linksTo))
          fault('no field has this key', 'sections', s, 'fields', f, 'linksTo');
      });
    });
    seededNotes?.forEach((note, n) => {
      const found = keys.get(note.field);
      if (found === undefined) fault('no field has this key', 'seededNotes', n, 'field');
      else if (found.repeated) fault('a seeded note needs a field that is not repeated', 'seededNotes', n, 'field');
    });
  });

/**
 * Reads all templates in the folders, by id; a later folder's template replaces an earlier one's. A missing folder has
 * none. Throws StartError with the file and the path of the fault in it.
 */
export async function readTemplates(folders: readonly string[]): Promise<ReadonlyMap<string, Template>> {
  const templates = new Map<string, Template>();
  for (const folder of folders) {
    for (const name of await jsonFilesOf(folder)) {
      const file = join(folder, name);
      const read = readTemplate(file, await readFile(file, 'utf8'));
      if (`${read.id}.json` !== name)
        throw new StartError(
          `The template ${file} is invalid at id: it must be the file's name, ${name.slice(0, -5)}.`,
        );
      templates.set(read.id, read);
    }
  }
  return templates;
}

function readTemplate(file: string, text: string): Template {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StartError(
      `The template ${file} is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`,
    );
  }
  const result = template.safeParse(inGlossaryWords(value));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  throw new StartError(
    `The template ${file} is invalid at ${path === '' ? 'its top level' : path}: ${issue?.message ?? 'it cannot be read'}.`,
  );
}

async function jsonFilesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
