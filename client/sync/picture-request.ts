/** The menu asks for a picture of the canvas; whoever draws it answers. The two know nothing else of each other. */
export type PictureFormat = 'png' | 'svg';

const EVENT = 'veivalg:picture';

export function requestPicture(format: PictureFormat): void {
  window.dispatchEvent(new CustomEvent<PictureFormat>(EVENT, { detail: format }));
}

/** Calls the listener for every request; returns how to stop. */
export function onPictureRequest(listener: (format: PictureFormat) => void): () => void {
  const onEvent = (event: Event) => {
    if (event instanceof CustomEvent) listener(event.detail === 'svg' ? 'svg' : 'png');
  };
  window.addEventListener(EVENT, onEvent);
  return () => window.removeEventListener(EVENT, onEvent);
}
