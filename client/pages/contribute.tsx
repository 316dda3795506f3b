import type { ReactElement } from 'react';
import type { BoardId } from '#board/ids';
import { Contribute } from '../contribute/contribute.tsx';
import { DeadEnd, endingOf, useReason } from '../shell/dead-end.tsx';
import { useToken } from './use-token.ts';

/** The contribution page, reached by the group's link. It loads neither editor, Yjs nor canvas. */
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
