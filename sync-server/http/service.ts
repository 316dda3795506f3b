import { z } from 'zod';
import type { Label } from '#board/label';
import { limitsReply, templateList } from '#protocol/http-api';
import { LIMITS, type LimitName } from '#protocol/limits';
import type { App, HttpParts } from './http-parts.ts';
import { ProblemError } from './problem.ts';

const status = z.object({ status: z.string() });
/** The server is ready in both cases: what is damaged concerns some boards, or none where there was another copy. */
const readiness = z.object({
  status: z.enum(['ok', 'degraded']),
  damaged: z.array(z.object({ store: z.string(), fault: z.string() })),
});

/** What the server tells of itself. */
export function serviceRoutes(app: App, parts: HttpParts): void {
  const { log, limits, metrics, rooms, templates } = parts;

  app.get('/healthz', { schema: { summary: 'Alive', response: { 200: status } } }, async () => ({ status: 'ok' }));

  app.get('/readyz', { schema: { summary: 'Storage takes writes', response: { 200: readiness } } }, async () => {
    try {
      await log.ping();
    } catch (error) {
      parts.logger.error({ err: error }, 'the storage takes no writes');
      throw new ProblemError('storage-unavailable', 'the log of updates under DATA_DIR takes no writes');
    }
    const status = parts.damages.length === 0 ? ('ok' as const) : ('degraded' as const);
    return { status, damaged: [...parts.damages] };
  });

  app.get('/metrics', { schema: { summary: 'Figures in Prometheus text' } }, async (_request, reply) => {
    metrics.rooms.set(rooms.size);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  app.get(
    '/api/limits',
    { schema: { summary: 'Every limit with its unit', response: { 200: limitsReply } } },
    async () => {
      const told = Object.entries(LIMITS).map(([name, limit]) => [
        name,
        { ...limit, value: limits[name as LimitName] },
      ]);
      return Object.fromEntries(told) as z.infer<typeof limitsReply>;
    },
  );

  app.get('/api/templates', { schema: { summary: 'The templates', response: { 200: templateList } } }, async () => ({
    templates: [...templates.values()].map(({ id, version, title, description, parameters }) => ({
      id,
      version,
      title: inAll(title),
      description: inAll(description),
      parameters: { ...parameters },
    })),
  }));

  app.get('/api/openapi.json', { schema: { summary: 'This description' } }, async (_request, reply) => {
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(app.swagger()));
  });
}

function inAll(label: Label): { nb: string; nn: string; en: string } {
  return typeof label === 'string' ? { nb: label, nn: label, en: label } : { ...label };
}
