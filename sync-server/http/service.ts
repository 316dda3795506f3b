import { setTimeout } from 'node:timers/promises';
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
  /** How late the event loop comes to what is due: the 99th percentile of the last minutes. */
  loopDelayMs: z.number(),
});

/** What the server tells of itself. */
export function serviceRoutes(app: App, parts: HttpParts): void {
  const { limits, metrics, rooms, templates } = parts;
  const pinged = pinging(parts);

  for (const path of ['/healthz', '/livez']) {
    app.get(path, { schema: { summary: 'Alive', response: { 200: status } } }, async () => ({ status: 'ok' }));
  }

  app.get('/readyz', { schema: { summary: 'Storage takes writes', response: { 200: readiness } } }, async () => {
    const fault = await pinged();
    if (fault !== null) throw new ProblemError('storage-unavailable', fault);
    const status = parts.damages.length === 0 ? ('ok' as const) : ('degraded' as const);
    return { status, damaged: [...parts.damages], loopDelayMs: (parts.loopDelay?.quantile(0.99) ?? 0) * 1000 };
  });

  app.get('/metrics', { schema: { summary: 'Figures in Prometheus text' } }, async (_request, reply) => {
    rooms.observe();
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

/** Asks the log for a durable write: null when it took one, else what is wrong. However many ask, one is under way. */
function pinging({ log, limits, logger }: HttpParts): () => Promise<string | null> {
  let underWay: Promise<string | null> | null = null;
  const ping = async () => {
    try {
      await log.ping();
      return null;
    } catch (error) {
      logger.error({ err: error }, 'the storage takes no writes');
      return 'the log of updates under DATA_DIR takes no writes';
    }
  };
  return async () => {
    underWay ??= ping().finally(() => {
      underWay = null;
    });
    const late = new AbortController();
    const tooLong = wait(limits.readyMs, `a write to DATA_DIR takes longer than ${limits.readyMs} ms`, late);
    const told = await Promise.race([underWay, tooLong]);
    late.abort();
    return told;
  };
}

/** Resolves with the words after a while, or with none where they are not wanted any more. */
async function wait(ms: number, words: string, { signal }: AbortController): Promise<string | null> {
  return setTimeout(ms, words, { ref: false, signal }).catch(() => null);
}

function inAll(label: Label): { nb: string; nn: string; en: string } {
  return typeof label === 'string' ? { nb: label, nn: label, en: label } : { ...label };
}
