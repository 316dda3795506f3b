import type { ReactElement } from 'react';
import type { BoardId } from '#board/ids';
import { Contribute } from '../contribute/contribute.tsx';
import { DeadEnd, endingOf, useReason } from '../shell/dead-end.tsx';
import { useToken } from './use-token.ts';

/** The contribution page, opened with a link to the board. It loads no editor, Yjs or canvas. */
export function ContributePage({ boardId }: { boardId: BoardId }): ReactElement {
  const token = useToken(boardId);
  const reason = useReason();
  if (token === '') return <DeadEnd ending="noToken" />;
  return (
    <Contribute
      boardId={boardId}
      token={token}
      reason={reason}
      ending={(error) => {
        const ending = endingOf(error);
        return ending === null ? null : <DeadEnd ending={ending} />;
      }}
    />
  );
}
