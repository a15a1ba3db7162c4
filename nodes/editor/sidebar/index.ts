import type { Overview } from '../../runtime/overview/shapes.ts';
import { resourcesFolder } from '../resources.ts';
import { chrome } from '../texts.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { askWhileVisible } from './polling.ts';
import { sidebarView } from './view.ts';

const id = 'switchboard-telephony';
const action = `${id}:show-sidebar`;

/** Leads through a first flow, with the editor's own guide. */
function showTour(): void {
  // In full, for the editor would look for any other beside its own tours.
  RED.tourGuide?.run?.(new URL(`${resourcesFolder()}tours/first-flow.js`, document.baseURI).href);
}

function addSidebar(): void {
  let last: Overview | undefined;
  const copy = (button: HTMLElement) => {
    if (last) RED.clipboard?.copyText?.(diagnosticsOf(last), $(button), chrome('copied'));
  };
  const view = sidebarView({ copy, showTour });
  RED.actions.add(`${id}:show-tour`, showTour);
  RED.actions.add(action, () => RED.sidebar.show(id));
  const name = chrome('title');
  RED.sidebar.addTab({ id, name, label: name, iconClass: 'fa fa-phone', action, content: view.element });
  askWhileVisible(view.element, async () => {
    try {
      // Relative, for only then does the editor send its own authorization.
      last = (await $.getJSON('telephony/overview')) as Overview;
      view.show(last);
    } catch (failure) {
      const { status } = failure as { readonly status?: number };
      view.fail(chrome(status === 401 || status === 403 ? 'notAllowed' : 'noAnswer'));
    }
  });
}

RED.plugins.registerPlugin(id, { onadd: addSidebar });
