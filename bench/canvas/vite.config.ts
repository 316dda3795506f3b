import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the two pages that are compared: our canvas, and tldraw's default notes, with equally many notes. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  publicDir: false,
  build: {
    outDir: '../../.bench/canvas',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['ours.html', 'tldraw.html'].map((page) => `${import.meta.dirname}/${page}`) },
  },
});
