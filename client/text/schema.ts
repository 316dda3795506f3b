import { Schema } from 'prosemirror-model';

/** A note's text as an editor sees it: lines of plain letters, the same as board/text.ts stores. */
export const noteSchema = new Schema({
  nodes: {
    doc: { content: 'paragraph+' },
    paragraph: { content: 'text*', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
    text: {},
  },
});
