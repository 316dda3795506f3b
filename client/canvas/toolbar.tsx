import { GeoShapeGeoStyle, useActions, useEditor, useValue } from '@tldraw/tldraw';
import { type ReactElement, useState, useSyncExternalStore } from 'react';
import { useTranslations } from '../i18n/use-translations.ts';
import { Guarded } from '../shell/guarded.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useCanvas } from './canvas-context.ts';
import { Minimap } from './minimap.tsx';
import { Search } from './search.tsx';
import { zoomTo, zoomToWhole } from './zoom.ts';

/** The tools at the bottom: writing first, drawing behind a button, and the view (search, map, zoom). */
export function Toolbar(): ReactElement {
  const { readOnly } = useCanvas();
  const [isDrawing, setDrawing] = useState(false);
  const [panel, setPanel] = useState<'search' | 'map' | null>(null);
  return (
    <>
      {!readOnly && (
        <div className="board-toolbar">
          {isDrawing && <DrawingTools />}
          <MainTools isDrawing={isDrawing} onDraw={() => setDrawing(!isDrawing)} />
        </div>
      )}
      <div className="board-view-tools">
        {panel === 'map' && (
          <Guarded of={panel} instead={null}>
            <Minimap />
          </Guarded>
        )}
        {panel === 'search' && <Search onClose={() => setPanel(null)} />}
        <ViewTools panel={panel} onPanel={(next) => setPanel(panel === next ? null : next)} />
      </div>
    </>
  );
}

function MainTools({ isDrawing, onDraw }: { isDrawing: boolean; onDraw: () => void }) {
  const editor = useEditor();
  const { session, writing } = useCanvas();
  const t = useTranslations('canvas');
  const undo = useSyncExternalStore(session.undo.subscribe, session.undo.read);
  const tool = useValue('tool', () => editor.getCurrentToolId(), [editor]);
  return (
    <div className="board-tools" role="toolbar" aria-label={t('tools')}>
      <button type="button" className="board-tool board-tool-main" onClick={() => writing.writeHere()}>
        <Icon name="plus" /> {t('write')}
      </button>
      <Tool
        icon="cursor"
        label={t('select')}
        isOn={tool === 'select'}
        onClick={() => editor.setCurrentTool('select')}
      />
      <Tool icon="hand" label={t('hand')} isOn={tool === 'hand'} onClick={() => editor.setCurrentTool('hand')} />
      <Tool icon="pen" label={t('draw')} isOn={isDrawing} onClick={onDraw} />
      <span className="board-tools-line" />
      <Tool icon="undo" label={t('undo')} isDisabled={!undo.canUndo} onClick={() => editor.undo()} />
      <Tool icon="redo" label={t('redo')} isDisabled={!undo.canRedo} onClick={() => editor.redo()} />
    </div>
  );
}

function DrawingTools() {
  const editor = useEditor();
  const actions = useActions();
  const t = useTranslations('canvas');
  const tool = useValue('tool', () => editor.getCurrentToolId(), [editor]);
  const pick = (id: string) => () => editor.setCurrentTool(id);
  const rectangle = () => {
    editor.setStyleForNextShapes(GeoShapeGeoStyle, 'rectangle');
    editor.setCurrentTool('geo');
  };
  return (
    <div className="board-tools" role="toolbar" aria-label={t('draw')}>
      <Tool icon="pen" label={t('pen')} isOn={tool === 'draw'} onClick={pick('draw')} />
      <Tool icon="arrow" label={t('arrow')} isOn={tool === 'arrow'} onClick={pick('arrow')} />
      <Tool icon="rectangle" label={t('rectangle')} isOn={tool === 'geo'} onClick={rectangle} />
      <Tool icon="text" label={t('textTool')} isOn={tool === 'text'} onClick={pick('text')} />
      <Tool icon="eraser" label={t('eraser')} isOn={tool === 'eraser'} onClick={pick('eraser')} />
      <Tool icon="image" label={t('image')} onClick={() => void actions['insert-media']?.onSelect('toolbar')} />
    </div>
  );
}

function ViewTools({ panel, onPanel }: { panel: string | null; onPanel: (panel: 'search' | 'map') => void }) {
  const editor = useEditor();
  const { model } = useCanvas();
  const t = useTranslations('canvas');
  const zoom = useValue('zoom', () => Math.round(editor.getZoomLevel() * 100), [editor]);
  const fit = () => {
    const bounds = editor.getSelectionPageBounds();
    if (bounds === null) zoomToWhole(editor, model.scene.get().layout.bounds);
    else zoomTo(editor, bounds);
  };
  return (
    <div className="board-tools" role="toolbar" aria-label={t('view')}>
      <Tool icon="search" label={t('search')} isOn={panel === 'search'} onClick={() => onPanel('search')} />
      <Tool icon="board" label={t('minimap')} isOn={panel === 'map'} onClick={() => onPanel('map')} />
      <Tool
        icon="minus"
        label={t('zoomOut')}
        onClick={() => editor.zoomOut(undefined, { animation: { duration: 120 } })}
      />
      <span className="board-zoom">{zoom} %</span>
      <Tool
        icon="plus"
        label={t('zoomIn')}
        onClick={() => editor.zoomIn(undefined, { animation: { duration: 120 } })}
      />
      <Tool icon="fit" label={t('zoomToFit')} onClick={fit} />
    </div>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  readonly isOn?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

function Tool({ icon, label, isOn, isDisabled, onClick }: ToolProps) {
  return (
    <button
      type="button"
      className="board-tool"
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
