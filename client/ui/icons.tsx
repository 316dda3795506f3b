import type { ReactElement } from 'react';

/** Line icons, 24 × 24. They only accompany texts and labelled buttons, so assistive technology ignores them. */
const PATHS = {
  opportunity: 'M12 3v3M4.9 6 7 8.1M19.1 6 17 8.1M8 14a4 4 0 1 1 8 0c0 1.5-1 2-1.5 4h-5C9 16 8 15.5 8 14ZM10 21h4',
  prerequisite: 'M4 20h16M6 20V10m6 10V10m6 10V10M3 10l9-6 9 6Z',
  risk: 'M12 4 2.5 20h19ZM12 10v4.5M12 17.3v.2',
  measure: 'M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6ZM9 12l2.2 2.2L15.5 10',
  activity: 'M4 6h16v15H4ZM4 10h16M8 3v4M16 3v4M8 14h4',
  general: 'M5 4h14v16H5ZM8 9h8M8 13h8M8 17h4',
  free: 'M5 4h14v10l-6 6H5ZM13 20v-6h6',
  pen: 'm4 20 1-4L16 5l3 3L8 19ZM14 7l3 3',
  arrow: 'M5 19 19 5M10 5h9v9',
  hand: 'M8 13V6.5a1.5 1.5 0 0 1 3 0V11 5a1.5 1.5 0 0 1 3 0v6-4.5a1.5 1.5 0 0 1 3 0V15a6 6 0 0 1-6 6c-3 0-4-1.5-6.5-6a1.5 1.5 0 0 1 2.5-1.5Z',
  undo: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'm15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM20 20l-4-4',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  image: 'M4 5h16v14H4ZM4 16l5-5 4 4 2-2 5 5M15 9.5v.1',
  text: 'M5 7V5h14v2M12 5v14M9 19h6',
  rectangle: 'M4 6h16v12H4Z',
  eraser: 'm8 20-5-5L14 4l6 6L10 20ZM8 20h12M9 9l6 6',
  cursor: 'm6 3 12 9-5.5 1L10 19Z',
  more: 'M5 12h.1M12 12h.1M19 12h.1',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 4.5a3.5 3.5 0 0 1 0 6M17 14.5c2.5.6 4 2.8 4 5.5',
  close: 'm6 6 12 12M18 6 6 18',
  check: 'm5 12 5 5L19 7',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6',
  share: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1.5-1.5',
  chevron: 'm6 9 6 6 6-6',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17v.1',
  move: 'M4 12h14M13 6l6 6-6 6M4 5v14',
  board: 'M3 4h18v16H3ZM3 9h18M9 9v11M15 9v11',
  list: 'M8 6h13M8 12h13M8 18h13M3.5 6h.1M3.5 12h.1M3.5 18h.1',
} as const;

export type IconName = keyof typeof PATHS;

/** One of the icons; `size` is in CSS pixels. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): ReactElement {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      style={{ width: size, height: size }}
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The product's logo: a path that forks in two. */
export function Mark({ size = 28 }: { size?: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0b5c66" />
      <path d="M16 26V17M16 17 8 8M16 17l8-9" fill="none" stroke="#fff" strokeWidth="3.5" strokeLinecap="round" />
    </svg>
  );
}
