import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CLOSE_CODES } from '#protocol/close-codes';
import * as frames from '#protocol/frames';
import * as httpApi from '#protocol/http-api';
import { PROTOCOL_VERSION, SUBPROTOCOL } from '#protocol/version';

/**
 * The fingerprint of everything that client and server send each other, for each version of the protocol. If this test
 * fails, something on the wire has changed. If an old client would misunderstand a new server, or the other way round,
 * increase PROTOCOL_VERSION and add a line here. Otherwise replace the line of the current version.
 */
const FINGERPRINTS: Readonly<Record<number, string>> = {
  1: '7ece8ca980123502',
};

describe('the protocol', () => {
  const body = new Uint8Array([1, 2, 3]);
  const bytes = {
    step1: frames.frameStep1(body),
    step2: frames.frameStep2(body),
    update: frames.frameUpdate(body),
    awareness: frames.frameAwareness(body),
    queryAwareness: frames.frameQueryAwareness(),
    saved: frames.frameSaved(300),
  };
  const schemas = Object.entries(httpApi).filter(([, value]) => value instanceof z.ZodType) as [string, z.ZodType][];

  it('has the fingerprint of its version', () => {
    const wire = {
      bytes: Object.entries(bytes).map(([name, frame]) => [name, [...frame]]),
      schemas: schemas.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, schema]) => [name, jsonSchemaOf(schema)]),
      closeCodes: Object.entries(CLOSE_CODES).map(([name, { code, comesBack }]) => [name, code, comesBack]),
      subprotocol: SUBPROTOCOL,
    };
    const fingerprint = createHash('sha256').update(JSON.stringify(wire)).digest('hex').slice(0, 16);
    expect(fingerprint).toBe(FINGERPRINTS[PROTOCOL_VERSION]);
  });

  it('is fingerprinted completely: every frame, and schemas that are not empty', () => {
    const made = Object.keys(frames).filter((name) => name.startsWith('frame'));
    expect(Object.keys(bytes)).toHaveLength(made.length);
    expect(schemas.length).toBeGreaterThan(15);
    for (const [name, schema] of schemas) expect(JSON.stringify(jsonSchemaOf(schema)).length, name).toBeGreaterThan(60);
  });

  it('has a fingerprint for every version up to this one', () => {
    expect(Object.keys(FINGERPRINTS).map(Number)).toEqual(Array.from({ length: PROTOCOL_VERSION }, (_, i) => i + 1));
    expect(new Set(Object.values(FINGERPRINTS)).size).toBe(PROTOCOL_VERSION);
  });
});

function jsonSchemaOf(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
