import type { Overview } from '../../runtime/overview/shapes.ts';
import { chrome } from '../texts.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { askWhileVisible } from './polling.ts';
import { sidebarView } from './view.ts';

const id = 'switchboard-telephony';
const action = `${id}:show-sidebar`;

function addSidebar(): void {
  let last: Overview | undefined;
  const view = sidebarView((button) => {
    if (last) RED.clipboard?.copyText?.(diagnosticsOf(last), $(button), chrome('copied'));
  });
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
