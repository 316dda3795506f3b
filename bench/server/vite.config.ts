import { defineConfig } from 'vite';

/** Builds the part of `board/` that the load generator uses. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    ssr: 'seed.ts',
    target: 'node20',
    minify: false,
    outDir: '../../.bench/server',
    emptyOutDir: true,
  },
});
