/** Widths of the characters from space to tilde in Helvetica and its metric twins, in thousandths of the font's size. */
const ADVANCES = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
] as const;
const OTHER = 556;
const FONT_SIZE = 14;
/** What the editor puts between two lines of a node's label. */
export const LINE_BREAK = '\\n ';

/** Pixels that a text takes in the editor's flows. */
function textWidth(text: string): number {
  const thousandths = [...text].reduce((sum, letter) => sum + (ADVANCES[letter.charCodeAt(0) - 32] ?? OTHER), 0);
  return (thousandths * FONT_SIZE) / 1000;
}

/** Width and height, in pixels, of the box that the editor draws for a node with this label and these ports. */
export function boxOf(label: string, hasInput: boolean, outputs: number): { width: number; height: number } {
  const lines = label.split(LINE_BREAK);
  const widest = Math.max(...lines.map(textWidth));
  const width = Math.max(100, 20 * Math.ceil((widest + 50 + (hasInput ? 7 : 0)) / 20));
  return { width, height: Math.max(30, 6 + 24 * lines.length, 15 * outputs) };
}
