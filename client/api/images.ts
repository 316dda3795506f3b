import type { CreateImageReply as ImageReply } from '#protocol/http-api';
import { requestFile, requestJson } from './request.ts';

/** Puts a picture on the server. Throws an ApiError whose sentence says what the limit is where it is too large. */
export function uploadImage(boardId: string, token: string, file: File): Promise<ImageReply> {
  return requestJson(`/api/boards/${encodeURIComponent(boardId)}/images`, { method: 'POST', token, body: file });
}

/** Fetches a picture; an `<img>` cannot carry the invite itself. */
export async function fetchImage(boardId: string, token: string, imageId: string): Promise<Blob> {
  const path = `/api/boards/${encodeURIComponent(boardId)}/images/${encodeURIComponent(imageId)}`;
  return (await requestFile(path, { token })).blob;
}
