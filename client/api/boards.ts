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
import { type BoardAccess, boardPath } from './board-access.ts';
import { requestFile, requestJson } from './request.ts';
import { saveFile } from './save-file.ts';

export async function listTemplates(): Promise<TemplateList['templates']> {
  return (await requestJson<TemplateList>('/api/templates')).templates;
}

export function createBoard(body: CreateBoardBody, adminToken: string): Promise<CreateBoardReply> {
  return requestJson('/api/boards', { method: 'POST', body, token: adminToken });
}

export function getBoard({ boardId, token }: BoardAccess): Promise<BoardReply> {
  return requestJson(boardPath(boardId), { token });
}

export function getOutline({ boardId, token }: BoardAccess, language: Language): Promise<Outline> {
  return requestJson(boardPath(boardId, `/outline?lang=${language}`), { token });
}

/** The client makes the note's id, so sending it again after a lost answer is harmless. */
export function sendNote({ boardId, token }: BoardAccess, body: CreateNoteBody): Promise<NoteReply> {
  return requestJson(boardPath(boardId, '/notes'), { method: 'POST', body, token });
}

export function deleteBoard({ boardId, token }: BoardAccess): Promise<void> {
  return requestJson(boardPath(boardId), { method: 'DELETE', token });
}

export function rotateInvite({ boardId, token }: BoardAccess, role: Role): Promise<InviteReply> {
  return requestJson(boardPath(boardId, `/invites/${role}`), { method: 'POST', token });
}

export function revokeInvite({ boardId, token }: BoardAccess, role: Role): Promise<void> {
  return requestJson(boardPath(boardId, `/invites/${role}`), { method: 'DELETE', token });
}

export async function listSnapshots({ boardId, token }: BoardAccess): Promise<SnapshotList['snapshots']> {
  return (await requestJson<SnapshotList>(boardPath(boardId, '/snapshots'), { token })).snapshots;
}

export function takeSnapshot({ boardId, token }: BoardAccess, name: string): Promise<SnapshotReply> {
  return requestJson(boardPath(boardId, '/snapshots'), { method: 'POST', body: { name }, token });
}

/** Restores the board to the snapshot. The reply names the snapshot that was taken of the board before. */
export function restoreSnapshot({ boardId, token }: BoardAccess, snapshotId: string): Promise<RestoreReply> {
  return requestJson(boardPath(boardId, `/snapshots/${snapshotId}/restore`), { method: 'POST', token });
}

export function deleteSnapshot({ boardId, token }: BoardAccess, snapshotId: string): Promise<void> {
  return requestJson(boardPath(boardId, `/snapshots/${snapshotId}`), { method: 'DELETE', token });
}

export function getSnapshotInfo({ boardId, token }: BoardAccess, snapshotId: string): Promise<SnapshotReply> {
  return requestJson(boardPath(boardId, `/snapshots/${snapshotId}`), { token });
}

/** A snapshot's document as one Yjs update. */
export async function getSnapshotDocument({ boardId, token }: BoardAccess, snapshotId: string): Promise<Uint8Array> {
  const { blob } = await requestFile(boardPath(boardId, `/snapshots/${snapshotId}/document`), { token });
  return new Uint8Array(await blob.arrayBuffer());
}

/** Exports the board, or a snapshot of it, and offers the file as a download. Throws an ApiError. */
export async function downloadExport(
  { boardId, token }: BoardAccess,
  format: ExportFormat,
  language: Language,
  snapshotId?: string,
): Promise<void> {
  const query = new URLSearchParams({ format, lang: language });
  if (snapshotId !== undefined) query.set('snapshot', snapshotId);
  const { blob, name } = await requestFile(boardPath(boardId, `/export?${query}`), { token });
  saveFile(blob, name ?? `veivalg.${format}`);
}
