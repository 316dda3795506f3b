import { createShapeId, type Editor, Tldraw, toRichText } from '@tldraw/tldraw';
import '@tldraw/tldraw/tldraw.css';
import { getAssetUrlsByImport } from '@tldraw/assets/imports.vite';
import { createRoot } from 'react-dom/client';
import { COUNT, noteTexts, ready } from './notes.ts';

/** For comparison: as many of tldraw's default notes with the same words; a change sets one property of a record. */
function onMount(editor: Editor): void {
  const ids = noteTexts(COUNT).map((_, i) => createShapeId(`note-${i}`));
  const columns = Math.ceil(Math.sqrt(COUNT));
  editor.store.mergeRemoteChanges(() =>
    editor.createShapes(
      noteTexts(COUNT).map((text, i) => ({
        id: ids[i] ?? createShapeId(),
        type: 'note' as const,
        x: (i % columns) * 230,
        y: Math.floor(i / columns) * 330,
        props: { richText: toRichText(text), size: 's' as const },
      })),
    ),
  );
  editor.zoomToFit({ immediate: true });
  let at = 0;
  window.change = (count) => {
    editor.store.mergeRemoteChanges(() => {
      for (let i = 0; i < count; i++) {
        const id = ids[(at++ * 7) % COUNT];
        const shape = id === undefined ? undefined : editor.getShape(id);
        if (shape?.type === 'note') editor.store.put([{ ...shape, x: shape.x + 1 }]);
      }
    });
  };
  window.look = (where) => {
    if (where === 'all') editor.zoomToFit({ immediate: true });
    else editor.setCamera({ x: 0, y: 0, z: 1 }, { immediate: true });
  };
  ready();
}

const place = document.getElementById('app');
if (place !== null)
  createRoot(place).render(
    <Tldraw assetUrls={getAssetUrlsByImport()} onMount={onMount} options={{ maxShapesPerPage: 20_000 }} />,
  );
