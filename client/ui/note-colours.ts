/**
 * The colours of notes: paper, ink, and an edge that stands out from the page. `theme.css` has the same values as CSS
 * variables; they are repeated here for code that cannot read CSS (pictures, painted notes). A test checks that the two
 * are equal and that every ink has a contrast of at least 4.5:1 on its paper.
 */
export type NoteColour = 'green' | 'blue' | 'amber' | 'teal' | 'violet' | 'yellow' | 'slate';
export interface NotePaint {
  readonly bg: string;
  readonly ink: string;
  readonly edge: string;
}

const paint = (bg: string, ink: string, edge: string): NotePaint => ({ bg, ink, edge });

export const NOTE_COLOURS: Readonly<Record<'light' | 'dark', Readonly<Record<NoteColour, NotePaint>>>> = {
  light: {
    green: paint('#e3f3e4', '#143d1c', '#4d8a57'),
    blue: paint('#e1eefb', '#12365c', '#4a7fb5'),
    amber: paint('#fde8dc', '#5c2410', '#c0613a'),
    teal: paint('#dcf2f1', '#0b3e40', '#3a8b8c'),
    violet: paint('#ebe8f3', '#362c55', '#7d70a8'),
    yellow: paint('#fdf4cf', '#473800', '#9c7f12'),
    slate: paint('#e9edf1', '#24313d', '#71808f'),
  },
  dark: {
    green: paint('#1e3a25', '#d9f2dc', '#5fa56b'),
    blue: paint('#1c3350', '#d8e8fa', '#6a9fd6'),
    amber: paint('#4a2717', '#fde3d3', '#d98159'),
    teal: paint('#143c3e', '#d3f0ef', '#4fa9aa'),
    violet: paint('#332d4a', '#e7e2f6', '#9a8dc8'),
    yellow: paint('#42380f', '#f8ecc0', '#c2a43c'),
    slate: paint('#2a3641', '#e4eaf0', '#8a99a8'),
  },
};
