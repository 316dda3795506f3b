import { defineConfig } from 'vite';

/** Builds what the load generator needs of board/. */
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
