import { stopEventPropagation, useEditor, useValue } from '@tldraw/tldraw';
import type { MouseEvent } from 'react';
import { labelIn } from '#board/label';
import type { Box } from '#board/layout/measure';
import { standsAlone } from '#board/layout/region-layout';
import type { Region } from '#board/region';
import { useTranslations } from '../i18n/use-translations.ts';
import { Icon } from '../ui/icons.tsx';
import { boxStyle } from './box-style.ts';
import { useCanvas } from './canvas-context.ts';
import { NEAR } from './headings.tsx';
import { FarNotes } from './notes/far-notes.tsx';
import { zoomTo } from './zoom.ts';

/**
 * The regions, drawn as paper under the notes. They are not shapes, so nobody can drag, select or delete one by
 * mistake; the facilitator changes them in the panel.
 */
export function Paper() {
  const { model } = useCanvas();
  const { board, layout } = useValue('scene', () => model.scene.get(), [model]);
  const editor = useEditor();
  const isNear = useValue('near', () => editor.getZoomLevel() >= NEAR, [editor]);
  const landing = layout.landing;
  return (
    <div className="board-paper" data-near={isNear}>
      {layout.sections.map(({ section, span }) => (
        <div key={section.id} className="board-section" style={boxStyle(grown(span, 16))} />
      ))}
      {[...board.regions.values()].map((region) => {
        const box = layout.regions.get(region.id);
        return box === undefined ? null : (
          <RegionPaper
            key={region.id}
            region={region}
            box={box}
            isTarget={model.dragged?.target?.regionId === region.id}
          />
        );
      })}
      <Tray />
      <FarNotes />
      {landing !== null && <div className="board-landing" style={boxStyle(landing)} />}
    </div>
  );
}

function RegionPaper({ region, box, isTarget }: { region: Region; box: Box; isTarget: boolean }) {
  const { language, writing, readOnly } = useCanvas();
  const t = useTranslations('canvas');
  const title = labelIn(region.title, language);
  const help = region.help === null ? '' : labelIn(region.help, language);
  const editor = useEditor();
  const zoomIn = (event: MouseEvent) => {
    stopEventPropagation(event);
    zoomTo(editor, box);
  };
  const write = () => writing.write({ regionId: region.id, before: null });
  return (
    <div
      className="board-region"
      data-colour={region.colour}
      data-target={isTarget}
      data-region-id={region.id}
      style={boxStyle(box)}
    >
      {standsAlone(region) && (
        // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the keyboard uses the section's heading
        <div className="board-region-title" onDoubleClick={zoomIn} onPointerDown={stopEventPropagation}>
          <span>{title}</span>
          <span className="board-count">{region.notes.length}</span>
        </div>
      )}
      {region.notes.length === 0 && help !== '' && <div className="board-region-help">{help}</div>}
      {!readOnly && (
        <button
          type="button"
          className="board-write"
          aria-label={`${t('write')}: ${title}`}
          onPointerDown={stopEventPropagation}
          onClick={write}
        >
          <Icon name="plus" /> {t('write')}
        </button>
      )}
    </div>
  );
}

/** The area with the notes whose region was removed, and its title. */
function Tray() {
  const { model } = useCanvas();
  const t = useTranslations('canvas');
  const editor = useEditor();
  const tray = useValue('tray', () => model.scene.get().layout.tray, [model, editor]);
  if (tray === null) return null;
  return (
    <div className="board-tray" style={boxStyle(grown(tray, 16))}>
      <div className="board-region-title">{t('loose')}</div>
    </div>
  );
}

function grown(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, w: box.w + 2 * by, h: box.h + 2 * by };
}
