import { lazy, type ReactElement, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import type { BoardId } from '#board/ids';
import { LanguageProvider } from './i18n/language.tsx';
import { NotFound } from './shell/dead-end.tsx';
import { Failsafe } from './shell/failsafe.tsx';
import { Loading } from './shell/loading.tsx';
import { ToastProvider } from './ui/toast.tsx';

// Each page loads its own code, so the start page and the contribution page stay small: no editor, Yjs or canvas.
const Start = lazy(() => import('./pages/start.tsx').then((page) => ({ default: page.Start })));
const BoardPage = lazy(() => import('./pages/board.tsx').then((page) => ({ default: page.BoardPage })));
const ContributePage = lazy(() => import('./pages/contribute.tsx').then((page) => ({ default: page.ContributePage })));
const SnapshotPage = lazy(() => import('./pages/snapshot.tsx').then((page) => ({ default: page.SnapshotPage })));

export function App(): ReactElement {
  return (
    <LanguageProvider>
      <ToastProvider>
        <Failsafe>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/">
                <Start />
              </Route>
              <Route path="/b/:id">{({ id }) => <BoardPage key={id} boardId={id as BoardId} />}</Route>
              <Route path="/b/:id/bidra">{({ id }) => <ContributePage key={id} boardId={id as BoardId} />}</Route>
              <Route path="/b/:id/s/:sid">
                {({ id, sid }) => <SnapshotPage key={sid} boardId={id as BoardId} snapshotId={sid} />}
              </Route>
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </Failsafe>
      </ToastProvider>
    </LanguageProvider>
  );
}
