import type * as Y from 'yjs';
import type { Region } from '#board/region';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useToast } from '../ui/toast.tsx';
import { useSteps } from './use-steps.ts';

/** Something that the facilitator removes together with its regions. */
interface Removal {
  readonly name: string;
  readonly isOwn: (region: Region) => boolean;
  readonly remove: (doc: Y.Doc) => void;
  readonly restore: (doc: Y.Doc) => void;
}

/** Removes something, says how many notes became loose by it, and offers to undo that. */
export function useRemoval(session: BoardSession): (removal: Removal) => void {
  const t = useTranslations('panel');
  const common = useTranslations('common');
  const toast = useToast();
  const step = useSteps(session);
  return ({ name, isOwn, remove, restore }) => {
    const own = [...session.reader.read().regions.values()].filter(isOwn);
    const count = own.reduce((sum, region) => sum + region.notes.length, 0);
    step(remove);
    toast({ text: t('removed', { name, count }), action: { label: common('undo'), run: () => step(restore) } });
  };
}
