/** Offers a file to the user as a download. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has started by then; a URL that is never revoked keeps the bytes in memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
