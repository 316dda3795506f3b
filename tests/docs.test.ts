import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ROOTS } from '#board/board-doc';
import { NOUNS, type RecordNoun, type SingleNoun } from '#board/nouns';

/** Holds what the documents say of the code against the code. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const WAYS_TO_REMOVE = {
  erased: 'erasing it',
  removed: 'the mark `removed`',
  deleted: 'the mark `deleted`',
} as const;

describe('docs/architecture.md', () => {
  const text = read('docs/architecture.md');

  it('lists every noun with who may write it and how a restore removes it', () => {
    const rows = [...text.matchAll(/^\| `(\w+)` \| .* \| (facilitator|participant) \| (.+) \|$/gm)];
    expect(rows.map(([, root, role, way]) => [root, role, way])).toEqual(
      ROOTS.map((name) => {
        const noun: RecordNoun | SingleNoun = NOUNS[name];
        return [name, noun.writes, noun.shape === 'records' ? WAYS_TO_REMOVE[noun.removedAs] : '–'];
      }),
    );
  });
});

describe('a file that a document names', () => {
  const decisions = readdirSync(join(ROOT, 'docs/decisions')).map((name) => `docs/decisions/${name}`);
  const documents = ['README.md', 'SECURITY.md', 'docs/architecture.md', 'docs/glossary.md', ...decisions];

  it.each(documents)('is there (%s)', (document) => {
    const named = [...read(document).matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|mjs|json))`/g)].map(([, path]) => path);
    expect(named.filter((path) => !existsSync(join(ROOT, path ?? '')))).toEqual([]);
    if (document === 'docs/architecture.md') expect(named.length).toBeGreaterThan(50);
  });
});
