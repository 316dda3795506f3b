import nb from './translations/nb.json?raw';
import nn from './translations/nn.json?raw';

type Words = Record<string, string>;

/**
 * The words tldraw itself says on our canvas: what it announces to screen readers, its messages, its handles,
 * its tools and actions. tldraw's own Norwegian is one language, has gaps, and is wrong in places, so ours
 * goes over it. A key left out here (the menus of tldraw's own site, which we do not show) keeps tldraw's words.
 * English needs only the name of the shape tldraw does not know, our note.
 */
export const TLDRAW_WORDS: Record<'nb' | 'nn' | 'en', Words> = {
  nb: JSON.parse(nb) as Words,
  nn: JSON.parse(nn) as Words,
  en: { 'tool.board-note': 'Note' },
};
