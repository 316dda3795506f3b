import type { TLStore } from '@tldraw/tldraw';

/**
 * Puts what comes from the board into tldraw's store. Inside one of its operations the store refuses that with an error
 * that ends the canvas; the merge then waits until the operation is over.
 */
export function mergeFromBoard(store: TLStore, merge: () => void): void {
  const { _isInAtomicOp: isBusy } = store as unknown as { readonly _isInAtomicOp: boolean };
  if (isBusy) queueMicrotask(() => mergeFromBoard(store, merge));
  else store.mergeRemoteChanges(merge);
}
