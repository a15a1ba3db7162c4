import { chrome } from '../texts.ts';

/** Where a step points to, and what ends it. The editor calls its functions with an object that all steps share. */
interface Step {
  readonly title?: string;
  readonly description: string;
  readonly element?: string | ((this: Nodes) => JQuery);
  readonly direction?: string;
  readonly fallback?: string;
  readonly width?: number;
  readonly nextButton?: string;
  readonly wait?: {
    readonly type: 'dom-event' | 'nr-event';
    readonly event: string;
    readonly element?: string;
    readonly filter?: (this: Nodes, event: never) => boolean;
  };
  readonly prepare?: (this: Nodes) => void;
  readonly complete?: (this: Nodes) => void;
}

/** The nodes that the reader has put on the tab. */
interface Nodes {
  calls?: { readonly id: string };
  debug?: { readonly id: string };
}

type Added = { readonly id: string; readonly type: string };
type Wire = { readonly source: Added; readonly target: Added };

const inPalette = (type: string) => `.red-ui-palette-node[data-palette-type="${type}"]`;
/** The button that adds a tab: beside the tabs, which Node-RED 5 has moved into its header. */
const addTab = ['#red-ui-workspace', '#red-ui-header-tabs']
  .map((place) => `${place} .red-ui-tab-button.red-ui-tabs-add`)
  .join(', ');
const besidePalette = { direction: 'right', fallback: 'inset-bottom-right' } as const;

/** A step that is done when a node of this type has been dragged onto the tab. */
function drag(type: string, text: string, keep: 'calls' | 'debug'): Step {
  const entry = inPalette(type);
  return {
    ...besidePalette,
    element: entry,
    description: chrome(text),
    prepare() {
      const [place] = $(entry);
      // Its category may be folded, and the palette be scrolled.
      $(entry).closest('.red-ui-palette-content').show();
      place?.scrollIntoView({ block: 'center' });
    },
    wait: {
      type: 'nr-event',
      event: 'nodes:add',
      filter(added: Added) {
        if (added.type !== type) return false;
        this[keep] = added;
        return true;
      },
    },
    complete: () => {
      $(entry).css('z-index', 'auto');
    },
  };
}

const steps: readonly Step[] = [
  { title: chrome('title'), description: chrome('welcome'), width: 400, nextButton: 'start' },
  {
    element: addTab,
    description: chrome('addTab'),
    wait: { type: 'dom-event', event: 'click' },
  },
  drag('telephony-calls', 'dragCalls', 'calls'),
  {
    element() {
      return $(`#${this.calls?.id}`);
    },
    fallback: 'inset-bottom-right',
    description: chrome('chooseServer'),
    wait: {
      type: 'nr-event',
      event: 'editor:save',
      filter({ id }: Added) {
        return id === this.calls?.id;
      },
    },
  },
  drag('debug', 'dragDebug', 'debug'),
  {
    element() {
      return $(`#${this.calls?.id} .red-ui-flow-port-output`).first();
    },
    fallback: 'inset-bottom-right',
    description: chrome('wire'),
    wait: {
      type: 'nr-event',
      event: 'links:add',
      filter({ source, target }: Wire) {
        return source.id === this.calls?.id && target.id === this.debug?.id;
      },
    },
  },
  {
    element: '#red-ui-header-button-deploy',
    width: 250,
    description: chrome('deploy'),
    wait: { type: 'dom-event', event: 'click' },
  },
  { title: chrome('doneTitle'), description: chrome('done'), width: 400 },
];

/** A tour of the editor's own kind: from an empty tab to a flow that hears of calls. */
export default { steps };
