/** The faces that the map's labels and tallies are drawn with; fonts.css declares them. */

export const REGULAR = 'Corredor Map Regular';
export const ITALIC = 'Corredor Map Italic';
export const SEMIBOLD = 'Corredor Map Semibold';
export const BOLD = 'Corredor Map Bold';

/** As CSS asks for each face: with the style and the weight that the map reads out of its name. */
export const FACES = [`400 16px ${REGULAR}`, `italic 400 16px ${ITALIC}`, `600 16px ${SEMIBOLD}`, `700 16px ${BOLD}`];

/**
 * Resolves when every face can be drawn with. A glyph drawn earlier would keep the shape of a fallback for as long
 * as the page is open. A face that cannot be had is no reason for having no map.
 */
export async function loadFonts(): Promise<void> {
  await Promise.allSettled(FACES.map((face) => document.fonts.load(face)));
}
