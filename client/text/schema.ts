import { Schema } from 'prosemirror-model';

/** A note's text in the editor: paragraphs of plain text, as board/text.ts stores them. */
export const noteSchema = new Schema({
  nodes: {
    doc: { content: 'paragraph+' },
    paragraph: { content: 'text*', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
    text: {},
  },
});
