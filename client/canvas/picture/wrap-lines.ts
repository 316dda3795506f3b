/** Breaks a text into lines that fit a width in pixels. SVG text does not wrap by itself. */
export function wrapLines(text: string, width: number, font: string): string[] {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return text.split('\n');
  context.font = font;
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.match(/\s+|\S+/g) ?? []) {
      if (line === '' || context.measureText((line + word).trimEnd()).width <= width) line += word;
      else {
        lines.push(line.trimEnd());
        line = word.trimStart();
      }
      while (context.measureText(line.trimEnd()).width > width && line.length > 1) {
        const fits = fittingLength(context, line, width);
        lines.push(line.slice(0, fits));
        line = line.slice(fits);
      }
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

function fittingLength(context: CanvasRenderingContext2D, line: string, width: number): number {
  let fits = line.length - 1;
  while (fits > 1 && context.measureText(line.slice(0, fits)).width > width) fits--;
  return fits;
}
