import type { Language } from '#board/label';
import type { Role } from '#board/roles';
import type {
  BoardReply,
  CreateBoardBody,
  CreateBoardReply,
  CreateNoteBody,
  ExportFormat,
  InviteReply,
  NoteReply,
  Outline,
  RestoreReply,
  SnapshotList,
  SnapshotReply,
  TemplateList,
} from '#protocol/http-api';
import { requestFile, requestJson } from './request.ts';

/** A board and the invite by which one holds it. */
export interface Held {
  readonly boardId: string;
  readonly token: string;
}

const at = (boardId: string, rest = '') => `/api/boards/${encodeURIComponent(boardId)}${rest}`;

export async function listTemplates(): Promise<TemplateList['templates']> {
  return (await requestJson<TemplateList>('/api/templates')).templates;
}

export function createBoard(body: CreateBoardBody, adminToken: string): Promise<CreateBoardReply> {
  return requestJson('/api/boards', { method: 'POST', body, token: adminToken });
}

export function getBoard({ boardId, token }: Held): Promise<BoardReply> {
  return requestJson(at(boardId), { token });
}

export function getOutline({ boardId, token }: Held, language: Language): Promise<Outline> {
  return requestJson(at(boardId, `/outline?lang=${language}`), { token });
}

/** The note's id comes from here, so sending again what may have arrived is harmless. */
export function sendNote({ boardId, token }: Held, body: CreateNoteBody): Promise<NoteReply> {
  return requestJson(at(boardId, '/notes'), { method: 'POST', body, token });
}

export function deleteBoard({ boardId, token }: Held): Promise<void> {
  return requestJson(at(boardId), { method: 'DELETE', token });
}

export function rotateInvite({ boardId, token }: Held, role: Role): Promise<InviteReply> {
  return requestJson(at(boardId, `/invites/${role}`), { method: 'POST', token });
}

export function revokeInvite({ boardId, token }: Held, role: Role): Promise<void> {
  return requestJson(at(boardId, `/invites/${role}`), { method: 'DELETE', token });
}

export async function listSnapshots({ boardId, token }: Held): Promise<SnapshotList['snapshots']> {
  return (await requestJson<SnapshotList>(at(boardId, '/snapshots'), { token })).snapshots;
}

export function takeSnapshot({ boardId, token }: Held, name: string): Promise<SnapshotReply> {
  return requestJson(at(boardId, '/snapshots'), { method: 'POST', body: { name }, token });
}

/** Makes the board read as the snapshot. The answer names the copy that was kept of what was before. */
export function restoreSnapshot({ boardId, token }: Held, snapshotId: string): Promise<RestoreReply> {
  return requestJson(at(boardId, `/snapshots/${snapshotId}/restore`), { method: 'POST', token });
}

export function deleteSnapshot({ boardId, token }: Held, snapshotId: string): Promise<void> {
  return requestJson(at(boardId, `/snapshots/${snapshotId}`), { method: 'DELETE', token });
}

export function aboutSnapshot({ boardId, token }: Held, snapshotId: string): Promise<SnapshotReply> {
  return requestJson(at(boardId, `/snapshots/${snapshotId}`), { token });
}

/** A snapshot's document as one Yjs update. */
export async function getSnapshot({ boardId, token }: Held, snapshotId: string): Promise<Uint8Array> {
  const { blob } = await requestFile(at(boardId, `/snapshots/${snapshotId}/document`), { token });
  return new Uint8Array(await blob.arrayBuffer());
}

/** Downloads the board, or a snapshot of it, as a file. */
export async function downloadExport(
  { boardId, token }: Held,
  format: ExportFormat,
  language: Language,
  snapshotId?: string,
): Promise<void> {
  const query = new URLSearchParams({ format, lang: language });
  if (snapshotId !== undefined) query.set('snapshot', snapshotId);
  const { blob, name } = await requestFile(at(boardId, `/export?${query}`), { token });
  saveFile(blob, name ?? `veivalg.${format}`);
}

/** Hands a file to the person. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it by then; a URL that lives on would keep the bytes in memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
