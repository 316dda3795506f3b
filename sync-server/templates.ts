import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { COLOURS, NOTE_KINDS } from '#board/note-kind';
import type { Template } from '#board/template/template';
import { StartError } from './start-error.ts';

const key = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'a key is a letter and then letters or digits');
const label = z.strictObject({ nb: z.string().min(1), nn: z.string().min(1), en: z.string().min(1) });
const cell = z.number().int().min(0).max(50);
const size = z.number().int().min(1).max(50);

const fieldDefinition = z
  .strictObject({
    key,
    label,
    type: z.enum(['text', 'number', 'choice']),
    options: z.array(z.strictObject({ key, label })).min(1).optional(),
  })
  .transform(({ options, ...rest }) => (options === undefined ? rest : { ...rest, options }));

const region = z.strictObject({
  key,
  title: label,
  help: label.optional(),
  noteKind: z.enum(NOTE_KINDS).optional(),
  fields: z.array(fieldDefinition).optional(),
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
  repeat: z.literal('alternative').optional(),
  regions: z.array(region).min(1),
});

const template = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'an id is small letters, digits and hyphens'),
    version: z.number().int().min(1),
    title: label,
    description: label,
    sections: z.array(section).min(1),
    seededNotes: z.array(z.strictObject({ region: key, text: label })).optional(),
    parameters: z.strictObject({ alternatives: z.boolean().optional() }).default({}),
  })
  .superRefine(({ sections, seededNotes }, context) => {
    const fault = (message: string, ...path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path });
    const keys = new Map<string, { repeated: boolean }>();
    sections.forEach((one, s) => {
      if (sections.findIndex((other) => other.key === one.key) < s)
        fault('this key is used twice', 'sections', s, 'key');
      one.regions.forEach((field, r) => {
        if (keys.has(field.key)) fault('this key is used twice', 'sections', s, 'regions', r, 'key');
        keys.set(field.key, { repeated: one.repeat !== undefined });
      });
    });
    sections.forEach((one, s) => {
      one.regions.forEach(({ linksTo }, r) => {
        if (linksTo !== undefined && !keys.has(linksTo))
          fault('no region has this key', 'sections', s, 'regions', r, 'linksTo');
      });
    });
    seededNotes?.forEach((note, n) => {
      const found = keys.get(note.region);
      if (found === undefined) fault('no region has this key', 'seededNotes', n, 'region');
      else if (found.repeated)
        fault('this region is repeated; a note needs one that is not', 'seededNotes', n, 'region');
    });
  });

/**
 * Reads every template of the folders, where a later folder replaces those of an earlier one; a missing folder holds
 * none. Throws StartError with the file and the path of the error in it.
 */
export async function readTemplates(folders: readonly string[]): Promise<ReadonlyMap<string, Template>> {
  const templates = new Map<string, Template>();
  for (const folder of folders) {
    for (const name of await jsonFilesOf(folder)) {
      const file = join(folder, name);
      const read = readTemplate(file, await readFile(file, 'utf8'));
      if (`${read.id}.json` !== name)
        throw new StartError(`The template ${file} is wrong at id: it must be the file's name, ${name.slice(0, -5)}.`);
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
      `The template ${file} is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`,
    );
  }
  const result = template.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  throw new StartError(
    `The template ${file} is wrong at ${path === '' ? 'its top' : path}: ${issue?.message ?? 'it does not read'}.`,
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
