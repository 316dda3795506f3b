/** Which unit tests import which files, directly or through others. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** These start servers, take minutes, or read the source as text. The rest must notice a fault in what is mutated. */
const LEFT_OUT = /^tests\/((contracts|convergence|demo|hostile|journeys|recovery|server|update-guard)\/|arrows\.test)/;

/** The test files that import any of the files, and those of the files that some test imports. */
export function testsOf(root, files) {
  const wanted = new Set(files);
  const imported = new Set();
  const tests = readdirSync(join(root, 'tests'), { recursive: true })
    .map((path) => `tests/${path}`)
    .filter((path) => /\.test\.tsx?$/.test(path) && !LEFT_OUT.test(path))
    .filter((test) => {
      const met = [...closure(root, test)].filter((file) => wanted.has(file));
      for (const file of met) imported.add(file);
      return met.length > 0;
    });
  return { files: tests.sort().map((test) => join(root, test)), imported };
}

function closure(root, first) {
  const seen = new Set([first]);
  for (const file of seen) for (const next of importsOf(root, file)) seen.add(next);
  return seen;
}

const known = new Map();
function importsOf(root, file) {
  if (!known.has(file)) known.set(file, readImports(root, file));
  return known.get(file);
}

/** Types are erased, so what is imported for its types alone is not run. */
function readImports(root, file) {
  const text = readFileSync(join(root, file), 'utf8').replace(/^\s*(import|export) type [^;]*;/gm, '');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].flatMap(([, name]) => {
    const path = name.startsWith('#') ? `${name.slice(1)}.ts` : name.startsWith('.') ? join(dirname(file), name) : null;
    return path !== null && /\.(ts|tsx|mjs)$/.test(path) && existsSync(join(root, path)) ? [normalize(path)] : [];
  });
}
