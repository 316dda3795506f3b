import type { Region } from '../region.ts';
import type { LayoutDraft } from './layout-draft.ts';
import { type Box, MEASURE } from './measure.ts';
import { flowNotes } from './note-flow.ts';

/** Whether a region's own box carries its title; in a matrix the row's heading does. */
export function standsAlone(region: Region): boolean {
  return region.itemId === null;
}

/** The height that a region needs for its notes. */
export function neededHeight(draft: LayoutDraft, region: Region): number {
  const flow = flowNotes(region, draft.heightOf, draft.dragged);
  return headerOf(region) + flow.height + MEASURE.regionFoot + MEASURE.regionPadding;
}

/** Puts a region and its notes into the draft. */
export function placeRegion(draft: LayoutDraft, region: Region, box: Box): void {
  draft.regions.set(region.id, box);
  const flow = flowNotes(region, draft.heightOf, draft.dragged);
  const at = (place: Box): Box => ({
    ...place,
    x: box.x + MEASURE.regionPadding + place.x,
    y: box.y + headerOf(region) + place.y,
  });
  for (const [id, place] of flow.notes) draft.notes.set(id, at(place));
  if (flow.landing !== null) draft.landing = at(flow.landing);
}

function headerOf(region: Region): number {
  return standsAlone(region) ? MEASURE.regionHeader : MEASURE.regionHelp;
}
