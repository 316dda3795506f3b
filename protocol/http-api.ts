/** The bodies of every call under /api. Clients import only types (`import type`), so zod stays on the server. */

import { z } from 'zod';
import { ID_PATTERN, SECRET_ID_PATTERN } from '#board/ids';
import { LANGUAGES } from '#board/label';
import { NOTE_KINDS } from '#board/note-kind';
import { PROPERTY_TYPES } from '#board/property';
import { ROLES } from '#board/roles';
import { isAllowedKey } from '#board/rules/plain-value';
import { PROBLEMS, type ProblemCode } from './problems.ts';

export const EXPORT_FORMATS = ['xlsx', 'md', 'json'] as const;
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;

const id = z.string().regex(ID_PATTERN);
const role = z.enum(ROLES);
const language = z.enum(LANGUAGES);
/**
 * What a person wrote. Half a surrogate pair becomes U+FFFD here: Yjs stores it so, and the server would read one thing
 * before a restart and another after it.
 */
const typed = z.string().overwrite((text) => text.replace(/\p{Surrogate}/gu, '\ufffd'));
/** ISO 8601 in UTC, like every time in an answer. */
const instant = z.string();
const words = z.object({ nb: z.string(), nn: z.string(), en: z.string() });

export const boardParams = z.object({ id: z.string().regex(SECRET_ID_PATTERN) });
export const snapshotParams = boardParams.extend({ sid: id });
export const imageParams = boardParams.extend({ imageId: id });
export const inviteParams = boardParams.extend({ role });

export const templateSummary = z.object({
  id: z.string(),
  version: z.number(),
  title: words,
  description: words,
  parameters: z.record(z.string(), z.unknown()),
});
export const templateList = z.object({ templates: z.array(templateSummary) });

/** The title may be empty until the facilitator sets one. `isNull` stands for the state `null`. */
const newAlternative = z.object({ title: typed.trim(), isNull: z.boolean().optional() });
const newItem = z.object({ dimension: z.string().regex(ID_PATTERN), title: typed.trim(), state: id.optional() });

/** `template` or `templates`, not both. Lengths are not checked here: they are limits, answered with 413. */
export const createBoardBody = z
  .object({
    template: z.string().optional(),
    templates: z.array(z.string()).min(1).optional(),
    title: typed.trim().min(1),
    language: language.optional(),
    /** A short form for items of the dimension `alternativ`. They come before those in `items`. */
    alternatives: z.array(newAlternative).optional(),
    items: z.array(newItem).optional(),
  })
  .refine((body) => (body.template === undefined) !== (body.templates === undefined), {
    message: 'give either template or templates',
    path: ['template'],
  });

/** Links have the token in their fragment, which reaches no server log and no Referer header. */
export const boardLinks = z.object({ facilitator: z.string(), participant: z.string(), viewer: z.string() });
export const createBoardReply = z.object({ id: z.string(), title: z.string(), links: boardLinks });

export const boardReply = z.object({
  id: z.string(),
  title: z.string(),
  language,
  /** The ids of the templates in one string; for a single template simply its id. */
  template: z.string(),
  templates: z.array(z.string()),
  createdAt: instant,
  /** When a change was last stored; null if there has been none since the board was made. */
  changedAt: instant.nullable(),
  role,
  counts: z.object({
    notes: z.number(),
    loose: z.number(),
    items: z.number(),
    regions: z.number(),
    drawings: z.number(),
    snapshots: z.number(),
    connected: z.number(),
  }),
});

const named = z.object({ id: z.string(), title: z.string() });

export const outlineNote = z.object({
  id: z.string(),
  text: z.string(),
  author: z.string(),
  createdAt: instant,
  order: z.string(),
  kind: z.enum(NOTE_KINDS),
  source: z.string(),
  /** The field and item of the former region of a loose note; null for all others. */
  origin: z.object({ field: named, item: named.nullable() }).nullable(),
  /** Values by `<template>.<key>`; see `definitions`. */
  properties: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Ids of the links to it or from it. */
  links: z.array(z.string()),
});

const propertyDefinition = z.object({
  label: z.string(),
  type: z.enum(PROPERTY_TYPES),
  options: z.array(z.object({ key: z.string(), label: z.string() })).optional(),
});

const outlineRegion = z.object({
  id: z.string(),
  field: z.string(),
  key: z.string(),
  title: z.string(),
  kind: z.enum(NOTE_KINDS),
  help: z.string().nullable(),
  notes: z.array(outlineNote),
});

const outlineSection = z.object({
  id: z.string(),
  key: z.string(),
  template: z.string(),
  title: z.string(),
  /** The items that it is shown for; empty if the section is not repeated. */
  items: z.array(z.string()),
  regions: z.array(outlineRegion),
});

export const outlineReply = z.object({
  board: z.object({ id: z.string(), title: z.string(), templates: z.array(z.string()), language }),
  definitions: z.object({ properties: z.record(z.string(), propertyDefinition) }),
  items: z.array(z.object({ id: z.string(), dimension: z.string(), title: z.string(), state: z.string().nullable() })),
  sections: z.array(outlineSection),
  loose: z.array(outlineNote),
  links: z.array(z.object({ id: z.string(), type: z.string(), from: z.string(), to: z.string() })),
});
export const languageQuery = z.object({ lang: language.optional() });

export const createNoteBody = z.object({
  id: id.refine(isAllowedKey, { message: 'this id is reserved, use another' }).optional(),
  regionId: z.string().min(1).max(200),
  text: typed.refine((text) => text.trim() !== '', { message: 'write something in the note' }),
  author: typed.optional(),
});
export const noteReply = z.object({ ...outlineNote.shape, regionId: z.string().nullable() });

export const exportQuery = z.object({
  format: z.enum(EXPORT_FORMATS),
  snapshot: id.optional(),
  lang: language.optional(),
});

export const createSnapshotBody = z.object({ name: typed.trim().min(1) });
export const snapshotReply = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  bytes: z.number(),
});
export const snapshotList = z.object({ snapshots: z.array(snapshotReply) });
/** Without a body the whole board is restored. */
export const restoreBody = z.object({ regionId: z.string().min(1).max(200).optional() }).nullish();
/** `before` is a snapshot of the board from just before; restoring it undoes this restore. */
export const restoreReply = z.object({ before: snapshotReply });

export const inviteReply = z.object({ role, link: z.string() });
export const createImageReply = z.object({ id: z.string() });

export const limitsReply = z.record(
  z.string(),
  z.object({
    value: z.number(),
    unit: z.string(),
    /** The variable that sets it; null: it is fixed. */
    env: z.string().nullable(),
    why: z.string(),
  }),
);

/** The body of every answer that reports a failure. */
export const problemReply = z.object({
  type: z.string(),
  status: z.number(),
  code: z.enum(Object.keys(PROBLEMS) as ProblemCode[]),
  /** One sentence that says what happened and what to do. */
  title: z.string(),
  /** What exactly is wrong: a field of the request, or the limit and its unit. */
  detail: z.string().optional(),
  /** The name in `/api/limits` of the limit that was exceeded. */
  limit: z.string().optional(),
});

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export type TemplateSummary = z.infer<typeof templateSummary>;
export type TemplateList = z.infer<typeof templateList>;
export type CreateBoardBody = z.infer<typeof createBoardBody>;
export type BoardLinks = z.infer<typeof boardLinks>;
export type CreateBoardReply = z.infer<typeof createBoardReply>;
export type Outline = z.infer<typeof outlineReply>;
export type OutlineSection = z.infer<typeof outlineSection>;
export type OutlineRegion = z.infer<typeof outlineRegion>;
export type OutlineNote = z.infer<typeof outlineNote>;
export type BoardReply = z.infer<typeof boardReply>;
export type CreateNoteBody = z.infer<typeof createNoteBody>;
export type NoteReply = z.infer<typeof noteReply>;
export type CreateSnapshotBody = z.infer<typeof createSnapshotBody>;
export type SnapshotReply = z.infer<typeof snapshotReply>;
export type SnapshotList = z.infer<typeof snapshotList>;
export type RestoreReply = z.infer<typeof restoreReply>;
export type InviteReply = z.infer<typeof inviteReply>;
export type CreateImageReply = z.infer<typeof createImageReply>;
export type LimitsReply = z.infer<typeof limitsReply>;
export type Problem = z.infer<typeof problemReply>;
