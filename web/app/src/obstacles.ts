/** What tallies step aside for: the icons of the mine, the station and the port with their names, and the selection. */
import { SELECTED_DISC } from './badge';
import type { Obstacle } from './tally';
import type { Lang, LonLat } from './types';

/** Half an icon of 18 pixels, with its halo. */
const ICON = 10;
/** Where the three stand, and how wide their names to the left are in Bold 13.5. */
const ICONS: [at: LonLat, width: Record<Lang, number>][] = [
  [[-72.336, -14.089], { es: 101, en: 100 }],
  [[-71.218, -15.984], { es: 100, en: 96 }],
  [[-72.112, -17.004], { es: 118, en: 103 }],
];

/** A letter of Bold 13.5, and the gap between the selection and its name to the right. */
const LETTER = 7.2;
const GAP = 4;

export function obstacles(lang: Lang, selected: { at: LonLat; name: string } | null): Obstacle[] {
  return [
    ...ICONS.flatMap(([at, width]) => [
      { at, left: -ICON, top: -ICON, right: ICON, bottom: ICON },
      { at, left: -14 - width[lang], top: -8, right: -ICON, bottom: 8 },
    ]),
    ...(selected ? selectionBoxes(selected.at, LETTER * selected.name.length) : []),
  ];
}

function selectionBoxes(at: LonLat, nameWidth: number): Obstacle[] {
  const disc = { at, left: -SELECTED_DISC, top: -SELECTED_DISC, right: SELECTED_DISC, bottom: SELECTED_DISC };
  return [disc, { at, left: SELECTED_DISC, top: -8, right: SELECTED_DISC + GAP + nameWidth, bottom: 8 }];
}
