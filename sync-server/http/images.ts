import { boardParams, createImageReply, IMAGE_TYPES, imageParams } from '#protocol/http-api';
import { authorise } from './authorise.ts';
import type { App, HttpParts } from './http-parts.ts';
import { overLimit, ProblemError } from './problem.ts';

type ImageType = (typeof IMAGE_TYPES)[number];

/** Pictures pasted into a board. A picture's type is read from its first bytes; the sender's content type is not trusted. */
export function imageRoutes(app: App, parts: HttpParts): void {
  const { catalog, blobs, limits } = parts;
  app.addContentTypeParser([...IMAGE_TYPES], { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post(
    '/api/boards/:id/images',
    {
      bodyLimit: limits.imageBytes,
      schema: {
        summary: 'Store a picture; the body is its bytes',
        params: boardParams,
        response: { 201: createImageReply },
      },
      config: { needs: 'participant', rateLimit: { max: limits.writesPerMinute, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      const bytes: unknown = request.body;
      if (!Buffer.isBuffer(bytes) || typeOf(bytes) === null) throw new ProblemError('bad-image');
      const id = parts.newId();
      await blobs.put(record.id, id, bytes);
      await catalog.change(record.id, (one) => {
        if (one.deletedAt !== null) throw new ProblemError('board-deleted');
        if (one.images.length >= limits.imagesPerBoard) throw overLimit(limits, 'imagesPerBoard');
        return { ...one, images: [...one.images, id] };
      });
      reply.code(201);
      return { id };
    },
  );

  app.get(
    '/api/boards/:id/images/:imageId',
    { schema: { summary: 'Get a picture', params: imageParams }, config: { needs: 'viewer' } },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      const { imageId } = request.params;
      const bytes = record.images.includes(imageId) ? await blobs.get(record.id, imageId) : null;
      const type = bytes === null ? null : typeOf(bytes);
      if (bytes === null || type === null) throw new ProblemError('unknown-image', imageId);
      return reply
        .type(type)
        .header('content-disposition', 'attachment')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, max-age=31536000, immutable')
        .send(Buffer.from(bytes));
    },
  );
}

function typeOf(bytes: Uint8Array): ImageType | null {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'image/gif';
  return start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP' ? 'image/webp' : null;
}
