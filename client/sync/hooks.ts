import { useMemo, useSyncExternalStore } from 'react';
import type { Board } from '#board/board';
import type { NoteId } from '#board/ids';
import type { BoardSession } from './board-session.ts';
import { others } from './others.ts';
import type { Watchable } from './watched.ts';

/** The board as it is now. Unchanged notes keep their identity between renders. */
export function useBoard(session: BoardSession): Board {
  const { reader } = session;
  return useSyncExternalStore(
    useMemo(() => (listener: () => void) => reader.subscribe(listener), [reader]),
    () => reader.read(),
  );
}

/** The current value of a watchable. */
export function useWatched<T>(watchable: Watchable<T>): T {
  return useSyncExternalStore(watchable.subscribe, watchable.read);
}

/** Another member who is on the board now. */
export interface Person {
  readonly clientId: number;
  readonly name: string;
  readonly color: string;
  readonly editing: NoteId | null;
}

/** The other members on the board. The array keeps its identity while only pointers move. */
export function usePeople(session: BoardSession): readonly Person[] {
  const store = useMemo(() => peopleOf(session), [session]);
  return useSyncExternalStore(store.subscribe, store.read);
}

function peopleOf({ awareness }: BoardSession): Watchable<readonly Person[]> {
  let people: readonly Person[] = [];
  let key = '';
  const read = () => {
    const now: Person[] = [];
    for (const [clientId, { user, editing }] of others(awareness)) now.push({ clientId, ...user, editing });
    const nowKey = JSON.stringify(now);
    if (nowKey !== key) {
      key = nowKey;
      people = now;
    }
    return people;
  };
  return {
    read,
    subscribe: (listener) => {
      const onChange = () => {
        const before = people;
        if (read() !== before) listener();
      };
      awareness.on('change', onChange);
      return () => awareness.off('change', onChange);
    },
  };
}
