import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId, ItemId } from '#board/ids';
import { ALTERNATIVE, type NewItem, NULL_STATE } from '#board/item';
import type { Language } from '#board/label';
import type { Role } from '#board/roles';
import { seedBoard } from '#board/template/seed-board';
import type { Template } from '#board/template/template';
import type { CreateBoardBody } from '#protocol/http-api';
import { hashToken, newToken } from '../access/tokens.ts';
import type { HttpParts } from './http-parts.ts';
import { ProblemError, within } from './problem.ts';

/** A new board's id, and its tokens, of which the server keeps only hashes. */
export interface CreatedBoard {
  readonly id: BoardId;
  readonly tokens: Readonly<Record<Role, string>>;
}

/**
 * Creates a board: first entry 1 of its log, then its record, so that a board with a record always has content.
 * `language`: the board's, if the body names none. Throws a ProblemError if the body is over a limit, or names a template
 * or a dimension that does not exist.
 */
export async function createBoard(parts: HttpParts, body: CreateBoardBody, language: Language): Promise<CreatedBoard> {
  const { limits } = parts;
  const templates = templatesOf(parts, body);
  const items = itemsOf(parts, body, templates);
  within(limits, 'titleCharacters', Math.max(body.title.length, ...items.map(({ title }) => title.length)));
  within(limits, 'itemsPerBoard', items.length);
  const id = parts.newId() as BoardId;
  const createdAt = parts.now();
  const doc = createBoardDoc();
  doc.transact(() =>
    seedBoard(doc, {
      templates,
      title: body.title,
      language: body.language ?? language,
      items,
      createdAt,
      newId: () => parts.newId(),
    }),
  );
  const token = () => newToken(() => parts.newId());
  const tokens = { facilitator: token(), participant: token(), viewer: token() };
  const invite = (token: string) => ({ hash: hashToken(token), createdAt });
  await parts.log.append(id, { seq: 1, updates: [Y.encodeStateAsUpdate(doc)], at: createdAt });
  doc.destroy();
  await parts.catalog.add({
    id,
    templates: templates.map((template) => template.id),
    createdAt,
    invites: {
      facilitator: invite(tokens.facilitator),
      participant: invite(tokens.participant),
      viewer: invite(tokens.viewer),
    },
    snapshots: [],
    images: [],
    deletedAt: null,
  });
  return { id, tokens };
}

/** Throws if no section repeats over an item's dimension: the item would be stored and never shown. */
function itemsOf(
  parts: HttpParts,
  { alternatives = [], items = [] }: CreateBoardBody,
  templates: Template[],
): NewItem[] {
  const dimensions = new Set(templates.flatMap(({ sections }) => sections.map(({ per }) => per)));
  for (const [i, { dimension }] of items.entries()) {
    if (!dimensions.has(dimension))
      throw new ProblemError('bad-request', `items.${i}.dimension: no section of the board repeats over ${dimension}`);
  }
  return [
    ...alternatives.map(({ title, isNull }) => ({
      dimension: ALTERNATIVE,
      title,
      state: isNull === true ? NULL_STATE : null,
    })),
    ...items.map(({ dimension, title, state }) => ({ dimension, title, state: state ?? null })),
  ].map((item) => ({ ...item, id: parts.newId() as ItemId }));
}

function templatesOf(parts: HttpParts, body: CreateBoardBody): Template[] {
  const ids = body.templates ?? [body.template ?? ''];
  within(parts.limits, 'templatesPerBoard', ids.length);
  return [...new Set(ids)].map((id) => {
    const template = parts.templates.get(id);
    if (template === undefined) throw new ProblemError('unknown-template', id);
    return template;
  });
}
