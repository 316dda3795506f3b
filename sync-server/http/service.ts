import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { Label } from '#board/label';
import { FIXED_LIMITS } from '#protocol/fixed-limits';
import { limitsReply, templateList } from '#protocol/http-api';
import { LIMITS, type LimitName } from '#protocol/limits';
import { isFull } from '../storage/full-disk.ts';
import type { App, HttpParts } from './http-parts.ts';
import { ProblemError } from './problem.ts';

const status = z.object({ status: z.string() });
/** The server is ready in both cases: damage affects some boards, or none if there was a second copy. */
const readiness = z.object({
  status: z.enum(['ok', 'degraded']),
  damaged: z.array(z.object({ store: z.string(), fault: z.string() })),
  /** Delay of the event loop in milliseconds: the 99th percentile of the last minutes. */
  loopDelayMs: z.number(),
});

/** What the server reports about itself: health, metrics, limits, templates, its own description. */
export function serviceRoutes(app: App, parts: HttpParts): void {
  const { limits, metrics, rooms, templates } = parts;
  const pinged = pinging(parts);
  const fixed = Object.entries(FIXED_LIMITS).map(([name, limit]) => [name, { ...limit, env: null }]);

  for (const path of ['/healthz', '/livez']) {
    app.get(
      path,
      { schema: { summary: 'Whether the process is alive', response: { 200: status } }, config: { rateLimit: false } },
      async () => ({ status: 'ok' }),
    );
  }

  app.get(
    '/readyz',
    {
      schema: { summary: 'Whether the storage accepts writes', response: { 200: readiness } },
      config: { rateLimit: false },
    },
    async () => {
      const fault = await pinged();
      if (fault !== null) throw new ProblemError('storage-unavailable', fault);
      const status = parts.damages.length === 0 ? ('ok' as const) : ('degraded' as const);
      return { status, damaged: [...parts.damages], loopDelayMs: (parts.loopDelay?.quantile(0.99) ?? 0) * 1000 };
    },
  );

  app.get('/metrics', { schema: { summary: 'Metrics in the Prometheus text format' } }, async (_request, reply) => {
    rooms.observe();
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  app.get(
    '/api/limits',
    { schema: { summary: 'Every limit: value, unit, variable and reason', response: { 200: limitsReply } } },
    async () => {
      const rows = Object.entries(LIMITS).map(([name, limit]) => [
        name,
        { ...limit, value: limits[name as LimitName] },
      ]);
      return Object.fromEntries([...rows, ...fixed]) as z.infer<typeof limitsReply>;
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

/** The shortest time between two writes that test the storage: the rate of calls is not limited. */
const PING_PAUSE_MS = 100;

/**
 * Returns a function that tests the log with a durable write: null if it succeeded, otherwise what is wrong. Calls at
 * the same time share one write.
 */
function pinging({ rooms, limits, logger }: HttpParts): () => Promise<string | null> {
  let underWay: Promise<string | null> | null = null;
  let pause: Promise<unknown> = Promise.resolve();
  const ping = async () => {
    await pause;
    try {
      await rooms.pingStorage();
      return null;
    } catch (error) {
      logger.error({ err: error }, 'the storage does not accept writes');
      return isFull(error)
        ? 'the disk that holds DATA_DIR is full: boards can be read; saving goes on as soon as there is room'
        : 'the log of updates under DATA_DIR does not accept writes';
    }
  };
  return async () => {
    underWay ??= ping().finally(() => {
      underWay = null;
      pause = setTimeout(PING_PAUSE_MS, null, { ref: false });
    });
    const late = new AbortController();
    const tooLong = wait(limits.readyMs, `a write to DATA_DIR took longer than ${limits.readyMs} ms`, late);
    const fault = await Promise.race([underWay, tooLong]);
    late.abort();
    return fault;
  };
}

/** Resolves with the words after `ms`, or with null as soon as it is aborted. */
async function wait(ms: number, words: string, { signal }: AbortController): Promise<string | null> {
  return setTimeout(ms, words, { ref: false, signal }).catch(() => null);
}

function inAll(label: Label): { nb: string; nn: string; en: string } {
  return typeof label === 'string' ? { nb: label, nn: label, en: label } : { ...label };
}
