import { useEditor, useValue } from '@tldraw/tldraw';
import type { ReactElement } from 'react';
import { isNullItem } from '#board/item';
import { labelIn } from '#board/label';
import type { Heading } from '#board/layout/heading';
import type { Box } from '#board/layout/measure';
import { standsAlone } from '#board/layout/region-layout';
import type { Region } from '#board/region';
import { useTranslations } from '../i18n/use-translations.ts';
import { Icon } from '../ui/icons.tsx';
import { useCanvas } from './canvas-context.ts';
import { columnPlace, heldTopOf, isOffScreen, rowPlace, toScreen } from './heading-places.ts';
import { zoomTo } from './zoom.ts';

/** From this zoom on, titles on the paper can be read. */
export const NEAR = 0.62;

/**
 * The headings of the matrix, drawn over the canvas at one readable size. Like frozen panes in a spreadsheet they stay
 * at the edge of the screen while any part of their row or column is in view.
 */
export function Headings(): ReactElement {
  const editor = useEditor();
  const { model } = useCanvas();
  const { layout, board } = useValue('scene', () => model.scene.get(), [model]);
  const camera = useValue('camera', () => editor.getCamera(), [editor]);
  const view = useValue('screen', () => editor.getViewportScreenBounds(), [editor]);
  const shown = (box: Box) => toScreen(box, camera);
  const columns = layout.columns.map((column) => ({ column, box: shown(column.box), span: shown(column.span) }));
  const heldTop = heldTopOf(columns.map(({ box }) => box));
  const rows = layout.rows.map((row) => ({ row, box: shown(row.box), span: shown(row.span) }));
  return (
    <div className="board-headings">
      {layout.sections.map((heading) => (
        <SectionHeading key={heading.section.id} heading={heading} box={shown(heading.box)} zoom={camera.z} />
      ))}
      {camera.z < NEAR &&
        [...board.regions.values()].map((region) => {
          const at = layout.regions.get(region.id);
          if (at === undefined || !standsAlone(region)) return null;
          const box = shown(at);
          if (isOffScreen(box, view)) return null;
          return <FarRegionTitle key={region.id} region={region} box={box} zoom={camera.z} />;
        })}
      {rows.map(({ row, box, span }) => {
        const region = row.region;
        const place = rowPlace(box, span, view, heldTop);
        if (region === null || place === null) return null;
        const { x, y, width, maxHeight, isHeld } = place;
        const style = { transform: `translate(${x}px, ${y}px)`, width, maxHeight };
        const count = countOf(board.regions, region);
        return (
          <RowHeading key={region.fieldId} heading={row} region={region} count={count} style={style} isHeld={isHeld} />
        );
      })}
      {columns.map(({ column, box, span }) => {
        const place = columnPlace(box, span, view);
        if (place === null) return null;
        const { x, y, width, height, ...room } = place;
        const style = { transform: `translate(${x}px, ${y}px)`, width, height };
        return <ColumnHeading key={column.section.id} heading={column} style={style} {...room} />;
      })}
    </div>
  );
}

type HeadingStyle = { transform: string; width: number; height?: number; maxHeight?: number };

interface RowProps {
  readonly heading: Heading;
  readonly region: Region;
  readonly count: number;
  readonly style: HeadingStyle;
  readonly isHeld: boolean;
}

function RowHeading({ heading, region, count, style, isHeld }: RowProps) {
  const editor = useEditor();
  const { language } = useCanvas();
  const t = useTranslations('canvas');
  const title = labelIn(region.title, language);
  return (
    <button
      type="button"
      className="board-heading board-row-heading"
      data-colour={region.colour}
      data-held={isHeld}
      style={style}
      title={t('zoomToRegion', { region: title })}
      onDoubleClick={() => zoomTo(editor, heading.span)}
      onKeyDown={(event) => event.key === 'Enter' && zoomTo(editor, heading.span)}
    >
      <Icon name={region.noteKind} />
      <span>{title}</span>
      <span className="board-count">{count}</span>
    </button>
  );
}

interface ColumnProps {
  readonly heading: Heading;
  readonly style: HeadingStyle;
  /** There is room for only one line. */
  readonly isLow: boolean;
  readonly isNarrow: boolean;
}

function ColumnHeading({ heading, style, isLow, isNarrow }: ColumnProps) {
  const editor = useEditor();
  const { language, model } = useCanvas();
  const t = useTranslations('canvas');
  const { itemId } = heading.section;
  const { board } = model.scene.get();
  const item = board.items.find((one) => one.id === itemId);
  const isNull = isNullItem(item);
  const kicker = isNull ? t('nullAlternative') : t('alternative', { n: String(item?.number ?? '') });
  const name = item?.title.trim() ?? '';
  return (
    <button
      type="button"
      className="board-heading board-column-heading"
      data-null={isNull}
      data-low={isLow}
      style={style}
      title={labelIn(heading.section.title, language)}
      onDoubleClick={() => zoomTo(editor, heading.span)}
      onKeyDown={(event) => event.key === 'Enter' && zoomTo(editor, heading.span)}
    >
      {!(isLow && name !== '') && <span className="board-kicker">{isNarrow && !isNull ? item?.number : kicker}</span>}
      {!(isLow && name === '') && (
        <strong>{name === '' ? t('unnamedAlternative') : isLow && !isNull ? `${item?.number} ${name}` : name}</strong>
      )}
    </button>
  );
}

function SectionHeading({ heading, box, zoom }: { heading: Heading; box: Box; zoom: number }) {
  const { language } = useCanvas();
  const editor = useEditor();
  if (box.w < 80 || zoom < 0.08) return null;
  const fontSize = Math.min(20, Math.max(12, 34 * zoom));
  return (
    <button
      type="button"
      className="board-heading board-section-heading"
      style={{
        transform: `translate(${box.x}px, ${box.y + box.h - fontSize * 1.4 - 6}px)`,
        fontSize,
        maxWidth: box.w,
      }}
      onDoubleClick={() => zoomTo(editor, heading.span)}
      onKeyDown={(event) => event.key === 'Enter' && zoomTo(editor, heading.span)}
    >
      {labelIn(heading.section.title, language)}
    </button>
  );
}

/** A region's title in readable size, while its own title is too small to read. */
function FarRegionTitle({ region, box, zoom }: { region: Region; box: Box; zoom: number }) {
  const { language } = useCanvas();
  if (box.w < 44) return null;
  const fontSize = Math.max(11, Math.min(15, 26 * zoom));
  return (
    <div
      className="board-far-title"
      style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: box.w, fontSize }}
      aria-hidden="true"
    >
      <span>{labelIn(region.title, language)}</span>
      {region.notes.length > 0 && <b>{region.notes.length}</b>}
    </div>
  );
}

function countOf(regions: ReadonlyMap<string, Region>, row: Region): number {
  let count = 0;
  for (const region of regions.values()) if (region.fieldId === row.fieldId) count += region.notes.length;
  return count;
}
