import type { AccountRow, CallRow, ErrorRow, Overview } from '../../runtime/overview/shapes.ts';
import { chrome, typeLabel } from '../texts.ts';
import { keyedList, newElement, showText } from './keyed-list.ts';
import { type AccountLine, accountLines, accountName, callState, callText, errorTime } from './wording.ts';

/** Looks, in the colours of the editor's theme. */
const styles = `
.st-sidebar{height:100%;overflow:auto;box-sizing:border-box;padding:8px 10px;color:var(--red-ui-primary-text-color);line-height:1.4;overflow-wrap:anywhere}
.st-sidebar h3{margin:14px 0 4px;padding-bottom:3px;font-size:14px;line-height:1.4;border-bottom:1px solid var(--red-ui-secondary-border-color)}
.st-sidebar ul{margin:0;padding:0;list-style:none}
.st-sidebar li{padding:6px 0;border-bottom:1px solid var(--red-ui-tertiary-border-color,var(--red-ui-secondary-border-color))}
.st-sidebar li li{padding:0;border:0}
.st-sidebar p{margin:4px 0}
.st-sidebar [hidden]{display:none}
.st-sidebar .st-head{display:flex;flex-wrap:wrap;gap:2px 8px;align-items:baseline}
.st-sidebar .st-small{font-size:12px}
.st-sidebar .st-bad{color:var(--red-ui-text-color-error)}
.st-sidebar .st-link{padding:0;border:0;background:none;font:inherit;font-weight:bold;text-align:left;color:inherit;text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:3px;cursor:pointer}
.st-sidebar .st-link:hover{text-decoration-thickness:2px}
.st-sidebar .st-link:disabled{cursor:default;text-decoration:none}
.st-sidebar .st-link:focus-visible{outline:2px solid var(--red-ui-form-input-focus-color);outline-offset:2px}
.st-sidebar .st-state::before{content:"";display:inline-block;width:8px;height:8px;margin-right:5px;border-radius:50%;border:1px solid currentColor}
.st-sidebar .st-connected::before{border-color:var(--red-ui-text-color-success,#4b8400);background:var(--red-ui-text-color-success,#4b8400)}
.st-sidebar .st-connecting::before{border-color:var(--red-ui-text-color-warning,#d08700)}
.st-sidebar .st-waiting::before,.st-sidebar .st-stopped::before{border-color:var(--red-ui-text-color-error)}
.st-sidebar .st-stopped::before{background:var(--red-ui-text-color-error)}`;

/** The content of the sidebar. */
export interface SidebarView {
  readonly element: HTMLElement;
  show(overview: Overview): void;
  /** Why there is nothing new to show. */
  fail(text: string): void;
}

/** What the buttons on top do. */
interface Buttons {
  /** @param button the one that asks for the diagnostics */
  copy(button: HTMLElement): void;
  showTour(): void;
}

/** Builds the content of the sidebar, empty until it is shown something. */
export function sidebarView({ copy, showTour }: Buttons): SidebarView {
  const element = document.createElement('div');
  element.className = 'st-sidebar';
  newElement(element, 'div').innerHTML = `<style>${styles}</style>`;
  const buttons = newElement(element, 'div', 'st-head');
  const button = actionButton(buttons, chrome('copyDiagnostics'), 'fa-clipboard');
  button.disabled = true;
  button.addEventListener('click', () => copy(button));
  actionButton(buttons, chrome('tour'), 'fa-map-o').addEventListener('click', showTour);
  const failure = newElement(element, 'p', 'st-bad');
  failure.setAttribute('role', 'status');
  failure.hidden = true;
  const accounts = section(element, 'accounts');
  const calls = section(element, 'calls');
  const errors = section(element, 'errors');
  const showAccounts = keyedList(accounts.list, ({ id }) => id, accountItem);
  const showCalls = keyedList(calls.list, ({ account, user, id }: CallRow) => `${account} ${user} ${id}`, callItem);
  const showErrors = keyedList(errors.list, ({ node, code, text }: ErrorRow) => `${node} ${code} ${text}`, errorItem);
  return {
    element,
    show(overview) {
      showText(failure, '');
      button.disabled = false;
      showAccounts(overview.accounts);
      showText(accounts.remark, overview.accounts.length > 0 ? '' : chrome('noAccounts'));
      showCalls(overview.calls);
      showText(calls.remark, callsRemark(overview));
      showErrors(overview.errors);
      showText(errors.remark, overview.errors.length > 0 ? '' : chrome('noErrors'));
    },
    fail: (text) => showText(failure, text),
  };
}

function callsRemark({ calls, callCount, followed }: Overview): string {
  if (!followed) return chrome('notFollowed');
  if (callCount > calls.length) return chrome('moreCalls', { shown: calls.length, count: callCount });
  return calls.length > 0 ? '' : chrome('noCalls');
}

function actionButton(parent: Element, text: string, picture: string): HTMLButtonElement {
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'red-ui-button red-ui-button-small' });
  const icon = newElement(button, 'span', `fa ${picture}`);
  icon.setAttribute('aria-hidden', 'true');
  button.append(' ', text);
  parent.append(button);
  return button;
}

function section(parent: Element, name: string): { readonly list: HTMLElement; readonly remark: HTMLElement } {
  const place = newElement(parent, 'section');
  const heading = newElement(place, 'h3');
  heading.id = `st-sidebar-${name}`;
  heading.textContent = chrome(name);
  place.setAttribute('aria-labelledby', heading.id);
  const list = newElement(place, 'ul');
  return { list, remark: newElement(place, 'p', 'st-small') };
}

/** A button that looks like a link and leads to a node. */
function link(parent: Element): HTMLButtonElement {
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'st-link' });
  parent.append(button);
  return button;
}

function accountItem() {
  const element = document.createElement('li');
  const head = newElement(element, 'div', 'st-head');
  const name = link(head);
  const state = newElement(head, 'span', 'st-state');
  const type = newElement(element, 'div', 'st-small');
  const showLines = keyedList(newElement(element, 'ul', 'st-small'), ({ text }: AccountLine) => text, lineItem);
  let id = '';
  name.addEventListener('click', () => {
    const node = RED.nodes.node(id);
    if (node) RED.editor.editConfig('', node.type, id);
  });
  return {
    element,
    update(account: AccountRow) {
      id = account.id;
      const node = RED.nodes.node(id);
      name.disabled = !node;
      showText(name, accountName(account));
      showText(state, chrome(`state-${account.kind}`));
      state.className = `st-state st-${account.kind}`;
      showText(type, typeName(node, account.type));
      showLines(accountLines(account));
    },
  };
}

/** What people call the type of a node; what the flow calls it where the editor does not know it. */
function typeName(node: EditorNode | null, type: string): string {
  const definition: Partial<NodeDefinition> | undefined = node?._def;
  return definition?._ && definition.type ? typeLabel(definition as NodeDefinition) : type;
}

function lineItem() {
  const element = document.createElement('li');
  return {
    element,
    update({ text, bad }: AccountLine) {
      showText(element, text);
      element.classList.toggle('st-bad', bad === true);
    },
  };
}

function callItem() {
  const element = document.createElement('li');
  const who = newElement(element, 'div');
  const state = newElement(element, 'div', 'st-small');
  return {
    element,
    update(call: CallRow) {
      showText(who, callText(call));
      showText(state, callState(call));
    },
  };
}

function errorItem() {
  const element = document.createElement('li');
  const head = newElement(element, 'div', 'st-head');
  const name = link(head);
  const time = newElement(head, 'span', 'st-small');
  const text = newElement(element, 'div');
  let id = '';
  name.addEventListener('click', () => RED.view.reveal(id));
  return {
    element,
    update(error: ErrorRow) {
      id = error.node;
      const node = RED.nodes.node(id);
      name.disabled = !node;
      showText(name, error.name ?? typeName(node, error.type));
      name.title = node ? chrome('showNode') : chrome('nodeGone');
      showText(time, errorTime(error));
      showText(text, error.text);
    },
  };
}
