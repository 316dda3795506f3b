import nb from './translations/nb.json?raw';
import nn from './translations/nn.json?raw';

/** Text by tldraw's key. */
type TldrawTexts = Record<string, string>;

/**
 * Our translations of the texts that tldraw itself shows on the canvas: screen reader announcements, messages, handles,
 * tools and actions. They override tldraw's own Norwegian, which is one language only, has gaps and errors. Keys that
 * are missing here (the menus of tldraw's own site, which we do not show) keep tldraw's text. In English only our own
 * shape, the note, needs a name.
 */
export const TLDRAW_WORDS: Record<'nb' | 'nn' | 'en', TldrawTexts> = {
  nb: JSON.parse(nb) as TldrawTexts,
  nn: JSON.parse(nn) as TldrawTexts,
  en: { 'tool.board-note': 'Note' },
};
