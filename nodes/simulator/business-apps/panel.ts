import { useCases } from '../../partner-check/use-cases/index.ts';
import { panelScript } from './panel-script.ts';

const style = `
.partner form { display: grid; grid-template-columns: max-content minmax(12rem, 32rem); gap: .4rem .8rem; align-items: center; }
.partner input:not([type=checkbox]), .partner select { font: inherit; padding: .2rem .4rem; }
.partner fieldset { border: 0; margin: 1rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
.partner button { font: inherit; padding: .25rem .7rem; cursor: pointer; }
.partner button.all { font-weight: 600; }
.partner details { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .4rem 0; }
.partner summary { cursor: pointer; }
.partner .reports > details > summary::before { content: '● '; color: light-dark(#1a7f37, #3fb950); }
.partner .reports > .bad > summary::before { color: light-dark(#cf222e, #f85149); }
.partner .reports > .busy > summary::before { color: light-dark(#9a6700, #d29922); }
.partner pre { overflow: auto; max-height: 24rem; padding: .6rem; margin: .3rem 0;
  background: color-mix(in srgb, currentColor 7%, transparent); }
.partner li { margin: .2rem 0; }
.partner h4 { margin: .8rem 0 .2rem; }
`;

const rows = `
<label for="partner-url">Address of the partner</label>
<input id="partner-url" name="url" type="url" required>
<label for="partner-kind">Authentication</label>
<select id="partner-kind" name="kind">
<option value="none">none</option><option value="basic">user and password</option>
<option value="bearer">bearer token</option><option value="key">key in a header</option></select>
<label for="partner-user" data-for="basic">User</label>
<input id="partner-user" name="user" data-for="basic" autocomplete="off">
<label for="partner-password" data-for="basic">Password</label>
<input id="partner-password" name="password" type="password" data-for="basic" autocomplete="off">
<label for="partner-token" data-for="bearer">Token</label>
<input id="partner-token" name="token" type="password" data-for="bearer" autocomplete="off">
<label for="partner-header" data-for="key">Header</label>
<input id="partner-header" name="header" value="x-api-key" data-for="key">
<label for="partner-value" data-for="key">Key</label>
<input id="partner-value" name="value" type="password" data-for="key" autocomplete="off">
<label for="partner-mode">Answers</label>
<select id="partner-mode" name="mode"><option value="auto">as the partner likes</option>
<option value="sync">at once</option><option value="async">with events</option></select>
<label for="partner-wait">Wait for events, seconds</label>
<input id="partner-wait" name="wait" type="number" min="1" max="3600" value="30">
<label for="partner-insecure">Any certificate</label>
<span><input id="partner-insecure" name="insecure" type="checkbox"></span>
`;

/**
 * What can be pressed on the simulator's page: the partner's address, how to authenticate, a button for each use case; below,
 * requests, answers, and what is wrong with them. What is typed in stays in the page.
 * @param partner address that is there before anybody types one
 */
export const panelFor = (partner: string) => `<style>${style}</style>
<div class="partner" id="panel"><h3>A partner</h3>
<form>${rows.replace('name="url"', `name="url" value="${encodeURI(partner)}"`)}</form>
<fieldset><button class="all" data-name="">All use cases</button>
${Object.entries(useCases)
  .map(([name, { title }]) => `<button data-name="${name}">${title}</button>`)
  .join('\n')}</fieldset>
<div class="reports" role="log"></div></div>
<script>${panelScript}</script>`;
