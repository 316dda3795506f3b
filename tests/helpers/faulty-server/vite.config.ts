import { defineConfig } from 'vite';

/** Builds the tests' own server, beside the shipped one and never with it. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    ssr: 'main.ts',
    target: 'node20',
    minify: false,
    outDir: '../../../dist/tests',
    emptyOutDir: true,
    rollupOptions: { output: { entryFileNames: 'faulty-server.js' } },
  },
});
