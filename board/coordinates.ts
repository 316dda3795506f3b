/** No coordinate on a board is larger, in page units: larger ones would break the canvas for everybody. */
export const FARTHEST = 1e6;
