import { useEditor, useValue } from '@tldraw/tldraw';
import { type PointerEvent, type ReactElement, useLayoutEffect, useRef } from 'react';
import { around } from '#board/layout/board-layout';
import type { Box } from '#board/layout/measure';
import { useTranslations } from '../i18n/use-translations.ts';
import { NOTE_COLOURS } from '../ui/note-colours.ts';
import { useTheme } from '../ui/theme.ts';
import { useCanvas } from './canvas-context.ts';

const SIZE = { w: 200, h: 120 };

/** A map of the whole board with a frame around the visible part. Pressing or dragging on it moves the view there. */
export function Minimap(): ReactElement {
  const editor = useEditor();
  const { model } = useCanvas();
  const t = useTranslations('canvas');
  const { resolved } = useTheme();
  const ref = useRef<HTMLCanvasElement>(null);
  const { board, layout } = useValue('scene', () => model.scene.get(), [model]);
  const view = useValue('view', () => editor.getViewportPageBounds(), [editor]);
  const whole = around([layout.bounds, { x: view.x, y: view.y, w: view.w, h: view.h }]);
  const scale = Math.min(SIZE.w / whole.w, SIZE.h / whole.h);

  useLayoutEffect(() => {
    const context = ref.current?.getContext('2d');
    if (context == null) return;
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, SIZE.w, SIZE.h);
    const fill = (box: Box, colour: string) => {
      context.fillStyle = colour;
      context.fillRect(
        (box.x - whole.x) * scale,
        (box.y - whole.y) * scale,
        Math.max(1, box.w * scale),
        Math.max(1, box.h * scale),
      );
    };
    const paints = NOTE_COLOURS[resolved];
    for (const box of layout.regions.values()) fill(box, resolved === 'dark' ? '#2a3641' : '#e3e8ed');
    for (const note of board.notes.values()) {
      const box = layout.notes.get(note.id);
      if (box !== undefined) fill(box, paints[note.colour].edge);
    }
    context.strokeStyle = resolved === 'dark' ? '#63c5cd' : '#0b5c66';
    context.lineWidth = 2;
    context.strokeRect((view.x - whole.x) * scale, (view.y - whole.y) * scale, view.w * scale, view.h * scale);
  });

  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons !== 1) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    editor.centerOnPoint({ x: whole.x + (event.clientX - left) / scale, y: whole.y + (event.clientY - top) / scale });
  };
  return (
    <canvas
      ref={ref}
      className="board-minimap"
      width={SIZE.w * 2}
      height={SIZE.h * 2}
      style={{ width: SIZE.w, height: SIZE.h }}
      role="img"
      aria-label={t('minimap')}
      onPointerDown={go}
      onPointerMove={go}
    />
  );
}
