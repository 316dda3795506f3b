import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The run behind `npm run test:mutants`: one worker that tries every mutant of the plan; see runner.mjs. */
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const plan: { sources: Record<string, string> } = JSON.parse(readFileSync(process.env.MUTANTS_PLAN ?? '', 'utf8'));

export default defineConfig({
  root: at('../..'),
  plugins: [
    {
      name: 'mutants',
      enforce: 'pre',
      transform: (_code, id) => plan.sources[id.split('?')[0] ?? id] ?? null,
    },
  ],
  test: {
    include: ['tools/mutants/all.ts'],
    setupFiles: [at('../../tests/helpers/seed-fast-check.ts')],
    runner: at('runner.mjs'),
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['dot'],
  },
});
