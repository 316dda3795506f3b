import { type ReactElement, useEffect, useState } from 'react';
import type { BoardId } from '#board/ids';
import type { Role } from '#board/roles';
import { getBoard } from '../api/boards.ts';
import { knownBoard, rememberBoard, rememberedName, rememberName } from '../api/remembered.ts';
import { ApiError } from '../api/request.ts';
import { BoardView } from '../board/board-view.tsx';
import { useTranslations } from '../i18n/use-translations.ts';
import { DeadEnd, endingOf, useReason } from '../shell/dead-end.tsx';
import { Loading } from '../shell/loading.tsx';
import type { BoardSession } from '../sync/board-session.ts';
import { openBoard } from '../sync/live-session.ts';
import { colourOf } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Door } from './door.tsx';
import { useToken } from './use-token.ts';
import '../text/text.css';

/** A live board: looks up the role of the link, asks for the user's name if it is not known, and opens the board. */
export function BoardPage({ boardId }: { boardId: BoardId }): ReactElement {
  const token = useToken(boardId);
  if (token === '') return <DeadEnd ending="noToken" />;
  return <WithRole key={token} boardId={boardId} token={token} />;
}

function WithRole({ boardId, token }: { boardId: BoardId; token: string }): ReactElement {
  const reason = useReason();
  const common = useTranslations('common');
  const [role, setRole] = useState<Role | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const [name, setName] = useState(rememberedName);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new `attempt` repeats the request.
  useEffect(() => {
    let current = true;
    getBoard({ boardId, token }).then(
      (board) => {
        if (!current) return;
        rememberBoard(boardId, board.title, board.role, { [board.role]: token }, Date.now());
        setError(null);
        setRole(board.role);
      },
      (failure: unknown) => {
        if (!current) return;
        // Without a network, a board that this browser has opened before opens from its own copy.
        const known = failure instanceof ApiError && failure.code === 'unreachable' ? knownBoard(boardId) : null;
        const offlineRole = known === null ? null : known.tokens[known.role] === token ? known.role : null;
        if (offlineRole === null) setError(failure);
        else setRole(offlineRole);
      },
    );
    return () => {
      current = false;
    };
  }, [boardId, token, attempt]);

  if (role === null && error !== null) {
    const ending = endingOf(error);
    if (ending !== null) return <DeadEnd ending={ending} />;
    return (
      <main className="dead-end">
        <p>{reason(error)}</p>
        <Button variant="primary" onClick={() => setAttempt(attempt + 1)}>
          {common('retry')}
        </Button>
      </main>
    );
  }
  if (role === null) return <Loading />;
  if (name === '' && role !== 'viewer') {
    const enter = (given: string) => {
      rememberName(given);
      setName(given);
    };
    return <Door title={knownBoard(boardId)?.title ?? ''} onEnter={enter} />;
  }
  return <WithSession boardId={boardId} token={token} role={role} name={name} onRename={() => setName('')} />;
}

function WithSession(props: {
  boardId: BoardId;
  token: string;
  role: Role;
  name: string;
  onRename: () => void;
}): ReactElement {
  const { boardId, token, role, name } = props;
  const roles = useTranslations('role');
  const shown = name === '' ? roles('viewer') : name;
  const [session, setSession] = useState<BoardSession | null>(null);
  useEffect(() => {
    const opened = openBoard(boardId, token, role, { name: shown, color: colourOf(shown) });
    setSession(opened);
    return () => {
      setSession(null);
      opened.destroy();
    };
  }, [boardId, token, role, shown]);
  return session === null ? <Loading /> : <BoardView session={session} onRename={props.onRename} />;
}
