import {
  createTLStore,
  defaultBindingUtils,
  defaultShapeUtils,
  type Editor,
  setUserPreferences,
  type TLAnyShapeUtilConstructor,
  type TLComponents,
  Tldraw,
} from '@tldraw/tldraw';
import '@tldraw/tldraw/tldraw.css';
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import type { Language } from '#board/label';
import { dropTargetAt } from '#board/layout/placement';
import { limitOf } from '../api/limits.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { Failed } from '../shell/failsafe.tsx';
import type { BoardSession } from '../sync/board-session.ts';
import { useTheme } from '../ui/theme.ts';
import { useToast } from '../ui/toast.tsx';
import { ALLOWED } from './allowed.ts';
import { announceDeletion } from './announce.ts';
import { ASSET_URLS, assetStoreFor } from './assets.ts';
import { BoardModel } from './board-model.ts';
import './canvas.css';
import { CanvasContext, type CanvasParts } from './canvas-context.ts';
import { DrawingSync, routeUndo } from './drawing-sync.ts';
import { fencedShapes } from './fenced-shapes.ts';
import { Headings } from './headings.tsx';
import { handleKeys } from './keys.ts';
import { openAtLastView } from './last-view.ts';
import { ConfirmDeletion, type DeletionQuestion } from './notes/confirm-deletion.tsx';
import { FAR } from './notes/far-notes.tsx';
import { handleDeletion } from './notes/note-deletion.ts';
import { NoteGestures } from './notes/note-gestures.ts';
import { NoteShapeUtil } from './notes/note-shape-util.tsx';
import { NoteSync, showOnlyWhatIsSeen } from './notes/note-sync.ts';
import { NoteWriting } from './notes/note-writing.ts';
import { guardOverview } from './overview.ts';
import { Paper } from './paper.tsx';
import { handlePastes } from './pastes.ts';
import { PictureRequests } from './picture/picture-requests.tsx';
import { PresenceLayer } from './presence-layer.ts';
import { ShapeFailed } from './shape-failed.tsx';
import { TLDRAW_WORDS } from './tldraw-words.ts';
import { Toolbar } from './toolbar.tsx';
import { zoomBack } from './zoom.ts';

export interface CanvasProps {
  readonly session: BoardSession;
  readonly readOnly: boolean;
  readonly language: Language;
  readonly isFacilitator: boolean;
}

const SHAPES: readonly TLAnyShapeUtilConstructor[] = [
  ...fencedShapes(defaultShapeUtils as unknown as TLAnyShapeUtilConstructor[]),
  NoteShapeUtil as unknown as TLAnyShapeUtilConstructor,
];

/** Our interface replaces tldraw's own. Its watermark stays as tldraw shows it. */
const COMPONENTS: TLComponents = {
  OnTheCanvas: Paper,
  ContextMenu: null,
  ActionsMenu: null,
  HelpMenu: null,
  ZoomMenu: null,
  MainMenu: null,
  Minimap: null,
  StylePanel: null,
  PageMenu: null,
  NavigationPanel: null,
  Toolbar: null,
  KeyboardShortcutsDialog: null,
  QuickActions: null,
  HelperButtons: null,
  DebugPanel: null,
  DebugMenu: null,
  MenuPanel: null,
  TopPanel: null,
  SharePanel: null,
  CursorChatBubble: null,
  ErrorFallback: Failed,
  ShapeErrorFallback: ShapeFailed,
};

/** How many shapes there may be is the server's to say: records, by `/api/limits`. */
const OPTIONS = {
  maxPages: 1,
  maxShapesPerPage: Number.MAX_SAFE_INTEGER,
  createTextOnCanvasDoubleClick: false,
} as const;

/** The board as a matrix that can be edited. Draws the session's document and turns gestures into edits of it. */
export function Canvas({ session, readOnly, language }: CanvasProps): ReactElement {
  const t = useTranslations('canvas');
  const { resolved } = useTheme();
  const toast = useToast();
  const common = useTranslations('common');
  const [question, setQuestion] = useState<DeletionQuestion | null>(null);
  const { model, store } = useMemo(() => openStore(session), [session]);
  const [parts, setParts] = useState<CanvasParts | null>(null);
  const shown = useMemo(() => (parts === null ? null : { ...parts, language, readOnly }), [parts, language, readOnly]);
  useEffect(
    () => setUserPreferences({ id: 'veivalg', colorScheme: resolved, locale: language === 'en' ? 'en' : 'no' }),
    [resolved, language],
  );
  const overrides = useMemo(
    () => ({
      ...ALLOWED,
      translations: { no: TLDRAW_WORDS[language === 'nn' ? 'nn' : 'nb'], en: TLDRAW_WORDS.en },
    }),
    [language],
  );

  const onMount = (editor: Editor) => {
    const sync = new NoteSync(editor.store, model);
    const drawings = new DrawingSync(editor.store, session, model.scene.get());
    const presence = new PresenceLayer(session);
    const writing = new NoteWriting(editor, session, model);
    const gestures = new NoteGestures(editor, session, model, sync, writing);
    routeUndo(editor, session);
    guardOverview(editor, (x, y) => {
      const { board, layout } = model.scene.get();
      const { regionId } = dropTargetAt(board, layout, [x, y], [x, y], new Set());
      return regionId === null ? null : (layout.regions.get(regionId) ?? null);
    });
    handleDeletion(editor, session, {
      deleted: (n, undo) => toast({ text: t('deletedNotes', { n }), action: { label: common('undo'), run: undo } }),
      ask: (count, others, yes) => setQuestion({ count, others, yes }),
      forget: (id) => writing.forget(id),
    });
    showOnlyWhatIsSeen(editor, () => editor.getZoomLevel() < FAR);
    editor.updateInstanceState({ isReadonly: readOnly, isGridMode: false });
    editor.setCameraOptions({ wheelBehavior: 'pan', zoomSteps: [0.03, 0.06, 0.12, 0.25, 0.5, 1, 2, 4] });
    presence.attach(editor);
    const stops = [
      model.start(),
      model.subscribe((scene) => {
        drawings.apply(scene);
        sync.apply(scene);
      }),
      openAtLastView(editor, session.boardId, () => model.scene.get().layout.bounds),
      announceDeletion(editor, session, () => toast({ text: t('deletedWhileWriting') })),
      handlePastes(editor, writing, () => toast({ text: t('pasteTooLarge') })),
      writeOnDoubleClick(editor, writing, readOnly),
      handleKeys(editor, writing, readOnly),
      onLeavingPage(() => writing.leavePage()),
    ];
    setParts({ session, model, writing, presence, language, readOnly });
    return () => {
      for (const stop of stops) stop();
      gestures.destroy();
      writing.destroy();
      presence.destroy();
      drawings.destroy();
    };
  };

  return (
    <div className="board-canvas">
      <CanvasContext value={shown}>
        <Tldraw
          store={store}
          shapeUtils={SHAPES}
          bindingUtils={defaultBindingUtils}
          components={shown === null ? WITHOUT_PAPER : COMPONENTS}
          assetUrls={ASSET_URLS}
          options={OPTIONS}
          overrides={overrides}
          maxAssetSize={limitOf('imageBytes')}
          acceptedImageMimeTypes={['image/png', 'image/jpeg', 'image/gif', 'image/webp']}
          acceptedVideoMimeTypes={[]}
          onMount={onMount}
        >
          {shown !== null && (
            <>
              <Headings />
              <Toolbar />
              <PictureRequests />
            </>
          )}
        </Tldraw>
      </CanvasContext>
      {question !== null && <ConfirmDeletion question={question} onClose={() => setQuestion(null)} />}
    </div>
  );
}

/** Until the parts exist, there is no paper to draw. */
const WITHOUT_PAPER: TLComponents = { ...COMPONENTS, OnTheCanvas: null };

function openStore(session: BoardSession) {
  const store = createTLStore({
    shapeUtils: SHAPES,
    bindingUtils: defaultBindingUtils,
    assets: assetStoreFor(session),
  });
  return { store, model: new BoardModel(session) };
}

function onLeavingPage(leave: () => void): () => void {
  window.addEventListener('pagehide', leave);
  return () => window.removeEventListener('pagehide', leave);
}

/** A double click on the canvas adds a note, where tldraw would add a text shape. Esc zooms back out. */
function writeOnDoubleClick(editor: Editor, writing: NoteWriting, readOnly: boolean): () => void {
  const idle = editor.getStateDescendant('select.idle') as unknown as { handleDoubleClickOnCanvas(): void };
  idle.handleDoubleClickOnCanvas = () => {
    if (readOnly) return;
    const { x, y } = editor.inputs.currentPagePoint;
    writing.write(writing.targetAt([x, y]));
  };
  const onEscape = (info: { readonly type: string; readonly name: string; readonly key?: string }) => {
    if (info.type !== 'keyboard' || info.name !== 'key_down' || info.key !== 'Escape') return;
    if (editor.getEditingShapeId() === null && editor.getSelectedShapeIds().length === 0) zoomBack(editor);
  };
  editor.on('event', onEscape as never);
  return () => editor.off('event', onEscape as never);
}
