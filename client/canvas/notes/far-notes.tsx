import { useEditor, useValue } from '@tldraw/tldraw';
import { useLayoutEffect, useRef } from 'react';
import { NOTE_COLOURS } from '../../ui/note-colours.ts';
import { useTheme } from '../../ui/theme.ts';
import { boxStyle } from '../box-style.ts';
import { useCanvas } from '../canvas-context.ts';
import { shapeIdOf } from './note-shape.ts';

/** Below this zoom text cannot be read: notes are painted on one canvas instead of being one element each. */
export const FAR = 0.34;

/** The notes when zoomed out: coloured blocks, with bars for their lines of text. */
export function FarNotes() {
  const { model } = useCanvas();
  const editor = useEditor();
  const { resolved } = useTheme();
  const ref = useRef<HTMLCanvasElement>(null);
  const isFar = useValue('far', () => editor.getZoomLevel() < FAR, [editor]);
  const view = useValue('view', () => (isFar ? editor.getViewportPageBounds() : null), [editor, isFar]);
  const scene = useValue('scene', () => (isFar ? model.scene.get() : null), [model, isFar]);
  const selected = useValue('selected', () => (isFar ? new Set(editor.getSelectedShapeIds()) : null), [editor, isFar]);

  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (canvas == null || context == null || view === null || scene === null) return;
    const zoom = editor.getZoomLevel();
    const sharpness = Math.min(window.devicePixelRatio, 2);
    canvas.width = Math.ceil(view.w * zoom * sharpness);
    canvas.height = Math.ceil(view.h * zoom * sharpness);
    const scale = zoom * sharpness;
    context.setTransform(scale, 0, 0, scale, -view.x * scale, -view.y * scale);
    const paints = NOTE_COLOURS[resolved];
    for (const note of scene.board.notes.values()) {
      const box = scene.layout.notes.get(note.id);
      if (
        box === undefined ||
        box.x > view.maxX ||
        box.y > view.maxY ||
        box.x + box.w < view.x ||
        box.y + box.h < view.y
      )
        continue;
      if (selected !== null && selected.size < 50 && selected.has(shapeIdOf(note.id))) continue;
      const paint = paints[note.colour];
      context.fillStyle = paint.bg;
      context.fillRect(box.x, box.y, box.w, box.h);
      context.fillStyle = paint.edge;
      context.fillRect(box.x, box.y, 6, box.h);
      if (zoom < 0.12) continue;
      context.globalAlpha = 0.45;
      for (let y = box.y + 18; y < box.y + box.h - 16; y += 22.4) {
        const last = y + 22.4 >= box.y + box.h - 16;
        context.fillRect(box.x + 18, y, (box.w - 36) * (last ? 0.55 : 1), 7);
      }
      context.globalAlpha = 1;
    }
  }, [editor, view, scene, selected, resolved]);

  if (view === null) return null;
  return <canvas ref={ref} className="board-far" style={boxStyle(view)} />;
}
