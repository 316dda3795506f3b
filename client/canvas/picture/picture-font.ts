import latinExt from '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?url';
import latin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';

/** The two font files and their Unicode ranges, copied from the font's own stylesheet. */
const FILES = [
  { url: latin, range: 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122' },
  { url: latinExt, range: 'U+0100-02BA,U+02BD-02C5,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0' },
];

let faces: Promise<string> | null = null;

/**
 * The font as CSS to embed in a picture. An SVG that is drawn as an image cannot load anything; without the font its
 * text would be set in another one than the notes were measured in, and overflow them.
 */
export function fontFaces(): Promise<string> {
  faces ??= Promise.all(FILES.map(face)).then((all) => all.join(''));
  return faces;
}

async function face({ url, range }: { url: string; range: string }): Promise<string> {
  const blob = await (await fetch(url)).blob();
  const data = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error('the font could not be read'));
    reader.readAsDataURL(new Blob([blob], { type: 'font/woff2' }));
  });
  return `@font-face{font-family:'Inter Variable';font-weight:100 900;src:url(${data}) format('woff2');unicode-range:${range}}`;
}
