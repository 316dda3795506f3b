import type { CreateImageReply as ImageReply } from '#protocol/http-api';
import { type BoardAccess, boardPath } from './board-access.ts';
import { requestFile, requestJson } from './request.ts';

/** Uploads a picture. Throws an ApiError; for a picture that is too large its message states the limit. */
export function uploadImage({ boardId, token }: BoardAccess, file: File): Promise<ImageReply> {
  return requestJson(boardPath(boardId, '/images'), { method: 'POST', token, body: file });
}

/** Fetches a picture. An `<img>` cannot do it: it cannot send the invite. */
export async function fetchImage({ boardId, token }: BoardAccess, imageId: string): Promise<Blob> {
  return (await requestFile(boardPath(boardId, `/images/${encodeURIComponent(imageId)}`), { token })).blob;
}
