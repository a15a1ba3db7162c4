import type { ShownImport } from '../../partner/register-file/register-routes.ts';
import type { Dialog } from '../dialog.ts';
import { button, hint } from '../rows/rows.ts';
import { chrome } from '../texts.ts';
import { reasonIn } from './refusal.ts';

const kinds = ['customer', 'contact', 'fleet', 'licence'] as const;

/** Lets the user check and import a file of customers, fleets and licences, and export the register. */
export function registerFilePanel({ node }: Dialog, place: JQuery): void {
  // Without a leading slash: only then does the editor send its own authorization.
  const address = `telephony/register/${encodeURIComponent(node.id)}`;
  const file = $('<input type="file" accept=".csv,.json,.txt">')
    .attr('aria-label', chrome('registerFile'))
    .appendTo(place);
  const text = $('<textarea rows="3" style="width:100%;margin-top:6px;font-family:monospace">')
    .attr({ placeholder: chrome('registerPaste'), 'aria-label': chrome('registerPaste') })
    .appendTo(place);
  const buttons = $('<div class="st-buttons">').css('margin-top', '6px').appendTo(place);
  const outcome = $('<div class="st-outcome" role="status" aria-live="polite">').appendTo(place);

  const say = (lines: readonly string[], bad: boolean): void => {
    outcome.empty().toggleClass('st-bad', bad);
    for (const line of lines) hint(outcome, line);
    RED.tray.resize();
  };
  const failed = (failure: unknown): void => say([reasonIn(failure) ?? chrome('entriesUnknown')], true);
  const busy = (is: boolean): void => void buttons.find('button').prop('disabled', is);
  const run = (task: JQuery.jqXHR, done: (answer: unknown) => void): void => {
    busy(true);
    void task.then(done, failed).always(() => busy(false));
  };
  const send = (action: 'check' | 'import'): void => {
    const chosen = (file.get(0) as HTMLInputElement).files?.[0];
    const content = chosen ?? String(text.val() ?? '');
    if (content === '') {
      say([chrome('registerNothing')], true);
      return;
    }
    // As bytes: what encoding a file has is found out where it is read.
    const options = { method: 'POST', contentType: 'application/octet-stream', processData: false } as const;
    run($.ajax({ url: `${address}/${action}`, ...options, data: new Blob([content]) }), (answer) => {
      const report = answer as ShownImport;
      say(linesOf(report, action), report.problemCount > 0);
    });
  };
  const save = (format: 'csv' | 'json'): void => {
    run($.ajax({ url: `${address}/export/${format}`, dataType: 'text' }), (answer) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([String(answer)], { type: `text/${format}` }));
      link.download = `register.${format}`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  };

  const act = (name: string, icon: string, action: () => void): void => {
    button(buttons, icon, chrome(name)).attr('data-action', name).on('click', action);
  };
  act('registerCheck', 'fa-search', () => send('check'));
  act('registerImport', 'fa-upload', () => send('import'));
  act('registerCsv', 'fa-download', () => save('csv'));
  act('registerJson', 'fa-download', () => save('json'));
}

function linesOf({ imported, counts, problems, problemCount }: ShownImport, action: 'check' | 'import'): string[] {
  const summary = kinds.map((kind) => chrome(`register-${kind}`, { ...counts[kind] }));
  if (problemCount === 0) return [chrome(imported ? 'registerImported' : 'registerChecked'), ...summary];
  const head = chrome(action === 'import' ? 'registerRefused' : 'registerProblems', { count: problemCount });
  const rest = problemCount - problems.length;
  return [head, ...problems, ...(rest > 0 ? [chrome('registerMore', { count: rest })] : [])];
}
