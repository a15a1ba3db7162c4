import { telephony } from '../catalogue/category.ts';
import { searchWords, typeLabel } from './texts.ts';

/** Puts a node type where it belongs in the palette, and lets it be found. The editor calls it with every type that it adds. */
export function arrangeInPalette(type: NodeDefinition): void {
  findByWords(type);
  if (type.category === telephony) raise(type);
}

/**
 * Lets the search of the palette find a node type by everyday words. It looks at the type and at this attribute; what
 * stands on the node in the palette is written elsewhere and stays as it is.
 */
function findByWords(type: NodeDefinition): void {
  const words = searchWords(type);
  if (words) entryOf(type).attr('data-palette-label', `${typeLabel(type)}, ${words}`);
}

/** Puts the category of a node type above all others, unless the settings of this Node-RED say how they are ordered. */
function raise(type: NodeDefinition): void {
  const { paletteCategories, theme } = RED.settings;
  if (paletteCategories ?? theme('palette.categories')?.order) return;
  const category = entryOf(type).closest('.red-ui-palette-category');
  if (category.prev().length > 0) category.prependTo(category.parent());
}

function entryOf({ type }: NodeDefinition): JQuery {
  return $(`.red-ui-palette-node[data-palette-type="${type}"]`);
}
