/** An XML element as an object: local names, a list where a name repeats, attributes like children; a leaf is its text. */
export interface Tree {
  readonly [name: string]: Branch | readonly Branch[];
}

/** An element of a document: its text, or what is in it. */
export type Branch = string | Tree;

/** An element that is still open. */
interface Open {
  readonly name: string;
  readonly inside: Map<string, Branch[]>;
  readonly attributes: readonly (readonly [string, string])[];
  text: string;
}

/**
 * Reads a small document. Prefixes do not matter. A document type is refused: with it would come entities that grow, or
 * that lead elsewhere.
 * @param deepest levels of elements at most
 * @throws Error when it is not well formed, too deep, or declares a type
 */
export async function readXml(text: string, deepest: number): Promise<Tree> {
  // Only who is sent XML needs this.
  const { default: sax } = await import('sax');
  const parser = sax.parser(true, { position: false });
  const open: Open[] = [];
  let root: Branch | undefined;
  parser.onerror = (error) => {
    throw error;
  };
  parser.ondoctype = () => {
    throw new Error('a document type is declared');
  };
  parser.onopentag = ({ name, attributes }) => {
    if (open.length >= deepest) throw new Error(`more than ${deepest} levels`);
    if (root !== undefined) throw new Error('a second document');
    const named = Object.entries(attributes).filter(([attribute]) => !/^xmlns(:|$)/.test(attribute));
    open.push({
      name: localName(name),
      inside: new Map(),
      attributes: named.map(([attribute, value]) => [localName(attribute), String(value)] as const),
      text: '',
    });
  };
  const add = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.ontext = add;
  parser.oncdata = add;
  parser.onclosetag = () => {
    const element = open.pop();
    if (!element) return;
    const value = branchOf(element);
    const { inside } = open.at(-1) ?? {};
    if (!inside) root = value;
    else if (!inside.get(element.name)?.push(value)) inside.set(element.name, [value]);
  };
  parser.write(text).close();
  if (root === undefined) throw new Error('no element');
  return typeof root === 'string' ? { text: root } : root;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function branchOf({ inside, attributes, text }: Open): Branch {
  const content = text.trim();
  if (inside.size === 0 && (content !== '' || attributes.length === 0)) return content;
  const children = [...inside].map(([name, values]) => [name, values.length === 1 ? values[0] : values] as const);
  // Without a prototype, no name means anything.
  return Object.assign(Object.create(null), Object.fromEntries([...attributes, ...children])) as Tree;
}
