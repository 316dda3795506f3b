import { createContext, useContext } from 'react';
import type { Language } from '#board/label';
import type { BoardSession } from '../sync/board-session.ts';
import type { BoardModel } from './board-model.ts';
import type { NoteWriting } from './notes/note-writing.ts';
import type { PresenceLayer } from './presence-layer.ts';

/** What every part of the canvas needs. */
export interface CanvasParts {
  readonly session: BoardSession;
  readonly model: BoardModel;
  readonly writing: NoteWriting;
  readonly presence: PresenceLayer;
  readonly language: Language;
  readonly readOnly: boolean;
}

export const CanvasContext = createContext<CanvasParts | null>(null);

/** The parts of the canvas around this component. Throws outside of a canvas, which is a programming error. */
export function useCanvas(): CanvasParts {
  const parts = useContext(CanvasContext);
  if (parts === null) throw new Error('useCanvas outside of a canvas');
  return parts;
}
