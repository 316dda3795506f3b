/** Bytes of a file that are read at a time, so that its size does not decide how much memory reading takes. */
export const CHUNK = 1024 * 1024;
