import { getAssetUrlsByImport } from '@tldraw/assets/imports.vite';
import type { TLAssetStore } from '@tldraw/tldraw';
import { fetchImage, uploadImage } from '../api/images.ts';
import type { BoardSession } from '../sync/board-session.ts';

/** tldraw's icons, fonts and translations from our own origin; by default they come from a foreign one (I8). */
export const ASSET_URLS = getAssetUrlsByImport();

const PREFIX = 'asset:';

/** Stores pasted and dropped pictures on our server. They are fetched as blobs, because that takes the invite. */
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
      // A picture stays on the server as long as the board: a snapshot or an undo may show it again.
    },
  };
}
