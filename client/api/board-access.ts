/** A board and the invite token that gives access to it. */
export interface BoardAccess {
  readonly boardId: string;
  readonly token: string;
}

/** The path of a board in the HTTP interface, or of something below it. */
export function boardPath(boardId: string, rest = ''): string {
  return `/api/boards/${encodeURIComponent(boardId)}${rest}`;
}
