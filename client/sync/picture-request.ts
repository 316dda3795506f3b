export type PictureFormat = 'png' | 'svg';

const EVENT = 'veivalg:picture';

/** Requests a picture of the canvas. The menu does this by an event, so that it need not load the canvas. */
export function requestPicture(format: PictureFormat): void {
  window.dispatchEvent(new CustomEvent<PictureFormat>(EVENT, { detail: format }));
}

/** Calls the listener for every request, until the returned function is called. */
export function onPictureRequest(listener: (format: PictureFormat) => void): () => void {
  const onEvent = (event: Event) => {
    if (event instanceof CustomEvent) listener(event.detail === 'svg' ? 'svg' : 'png');
  };
  window.addEventListener(EVENT, onEvent);
  return () => window.removeEventListener(EVENT, onEvent);
}
