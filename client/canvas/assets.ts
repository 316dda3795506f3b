import { getAssetUrlsByImport } from '@tldraw/assets/imports.vite';
import type { TLAssetStore } from '@tldraw/tldraw';
import { fetchImage, uploadImage } from '../api/images.ts';
import type { BoardSession } from '../sync/board-session.ts';

/** tldraw's icons, fonts and words from our own origin: its default is a foreign one (I8). */
export const ASSET_URLS = getAssetUrlsByImport();

const PREFIX = 'asset:';

/** Pictures that are pasted or dropped lie on our server; a page gets them with the invite, as a blob. */
export function assetStoreFor(session: BoardSession): Required<TLAssetStore> {
  const urls = new Map<string, Promise<string | null>>();
  return {
    upload: async (_asset, file) => {
      const { id } = await uploadImage(session, file);
      return { src: PREFIX + id };
    },
    resolve: (asset) => {
      const src = asset.props.src ?? '';
      if (!src.startsWith(PREFIX)) return null;
      const id = src.slice(PREFIX.length);
      const known = urls.get(id) ?? fetchImage(session, id).then((blob) => URL.createObjectURL(blob));
      urls.set(id, known);
      return known;
    },
    remove: async () => {
      // An image stays on the server while the board does: a snapshot or an undo may still show it.
    },
  };
}
