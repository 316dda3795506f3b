import { lazy, type ReactElement, Suspense, useEffect, useState } from 'react';
import { schemaStateOf } from '#board/schema/schema-version';
import { forgetBoard, rememberBoard } from '../api/remembered.ts';
import { Panel } from '../facilitate/panel.tsx';
import { useLanguage } from '../i18n/language.tsx';
import { useTranslations } from '../i18n/use-translations.ts';
import { Outline } from '../outline/outline.tsx';
import { Trash } from '../outline/trash.tsx';
import { DeadEnd } from '../shell/dead-end.tsx';
import { Failsafe } from '../shell/failsafe.tsx';
import { Loading } from '../shell/loading.tsx';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard, useWatched } from '../sync/hooks.ts';
import { Button } from '../ui/button.tsx';
import { useToast } from '../ui/toast.tsx';
import { FullBanner } from './full-banner.tsx';
import { TopBar } from './top-bar.tsx';
import { useView } from './use-view.ts';
import './board.css';

const Canvas = lazy(() => import('../canvas/canvas.tsx').then((canvas) => ({ default: canvas.Canvas })));

/** An open board: the top bar, the canvas or the list, and the facilitator's panel. */
export function BoardView({ session, onRename }: { session: BoardSession; onRename?: () => void }): ReactElement {
  const { language } = useLanguage();
  const status = useWatched(session.status);
  const ready = useWatched(session.ready);
  const board = useBoard(session);
  const [view, setView] = useView();
  const [panel, setPanel] = useState(false);
  const toast = useToast();
  const common = useTranslations('common');
  const { title } = board.meta;
  const { readOnly } = session;
  const isFacilitator = session.role === 'facilitator' && !readOnly;

  useEffect(() => {
    if (!ready || session.token === '') return;
    document.title = `${title} – Veivalg`;
    rememberBoard(session.boardId, title, session.role, {}, Date.now());
  }, [ready, title, session]);

  useEffect(
    () => session.undo.onFailure((step) => toast({ text: common(step === 'undo' ? 'undoFailed' : 'redoFailed') })),
    [session, toast, common],
  );

  const deleted = status.kind === 'closed' && status.reason === 'boardDeleted' && status.unsaved === 0;
  useEffect(() => {
    if (!deleted) return;
    forgetBoard(session.boardId);
    void session.forget();
  }, [deleted, session]);

  if (status.kind === 'closed') {
    const { reason, unsaved } = status;
    if (reason !== 'restarting' && reason !== 'overloaded') return <DeadEnd ending={reason} unsaved={unsaved} />;
  }
  if (!ready) return <Opening />;
  return (
    <div className="board-page" data-panel={panel || undefined}>
      <TopBar
        session={session}
        view={view}
        onView={setView}
        panel={panel}
        onPanel={isFacilitator ? setPanel : undefined}
        onRename={onRename}
      />
      {schemaStateOf(session.doc) === 'newer' ? <Newer /> : null}
      {status.kind === 'full' ? <FullBanner session={session} unsaved={status.unsaved} /> : null}
      <Failsafe key={`${view} ${readOnly}`}>
        {view === 'list' ? (
          <Outline session={session} language={language} />
        ) : (
          <main className="canvas-place">
            <Suspense fallback={<Loading />}>
              <Canvas session={session} readOnly={readOnly} language={language} isFacilitator={isFacilitator} />
            </Suspense>
          </main>
        )}
      </Failsafe>
      {panel && isFacilitator ? (
        <Panel session={session} onClose={() => setPanel(false)} trash={<Trash session={session} />} />
      ) : null}
    </div>
  );
}

/** Says that a newer program has migrated the board: this page can only show it, until it is reloaded. */
function Newer(): ReactElement {
  const t = useTranslations('terminal');
  const common = useTranslations('common');
  return (
    <p className="board-banner" role="alert">
      <span>{t('newer')}</span>
      <Button size="sm" onClick={() => location.reload()}>
        {common('reload')}
      </Button>
    </p>
  );
}

/** Shown until the board's contents are there. After five seconds it explains the wait. */
function Opening(): ReactElement {
  const t = useTranslations('door');
  const common = useTranslations('common');
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 5000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className="dead-end" aria-busy="true">
      <p>{t('opening')}</p>
      {slow ? (
        <>
          <p className="hint">{t('openingSlow')}</p>
          <Button onClick={() => location.reload()}>{common('reload')}</Button>
        </>
      ) : null}
    </main>
  );
}
