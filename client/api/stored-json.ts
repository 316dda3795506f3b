/** Reads JSON from localStorage. Returns null when nothing is stored there, or something that is not JSON. */
export function readStoredJson(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch (error) {
    console.warn('Veivalg: cannot read what this browser stores as', key, error);
    return null;
  }
}

/** Writes JSON to localStorage. Never throws: a browser that refuses to store must not stop the user's work. */
export function writeStoredJson(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch (error) {
    console.warn('Veivalg: the browser does not store', key, error);
  }
}
