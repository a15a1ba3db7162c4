import { searchWords, typeLabel } from './texts.ts';

/**
 * Lets the search of the palette find a node type by everyday words. It looks at the type and at this attribute; what
 * stands on the node in the palette is written elsewhere and stays as it is.
 */
export function findByWords(type: NodeDefinition): void {
  const words = searchWords(type);
  if (!words) return;
  $(`.red-ui-palette-node[data-palette-type="${type.type}"]`).attr(
    'data-palette-label',
    `${typeLabel(type)}, ${words}`,
  );
}
