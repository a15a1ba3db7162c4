import type { Finding } from '../../runtime/account-checks/checks.ts';
import type { Dialog } from '../dialog.ts';
import { button, row } from '../rows/rows.ts';
import { typedValues } from '../rows/typed-values.ts';
import { chrome } from '../texts.ts';
import { reasonIn } from './refusal.ts';

const icons: Readonly<Record<Finding['verdict'], string>> = {
  ok: 'fa-check',
  warning: 'fa-exclamation-triangle',
  failed: 'fa-times',
};

/** Lets the user try an account out as it stands in the dialog, saved or not; each finding is shown as soon as it comes. */
export function checksPanel(dialog: Dialog): void {
  const { node, root } = dialog;
  const place = row(root, { label: chrome('check'), help: chrome('checkHelp') });
  const start = button(place, 'fa-stethoscope', chrome('check')).attr('id', 'telephony-check');
  const list = $('<ul class="st-findings" role="status" aria-live="polite">').appendTo(place);

  const show = (verdict: Finding['verdict'], text: string): void => {
    $('<li>')
      .addClass(`st-${verdict}`)
      .append($(`<i class="fa ${icons[verdict]}" aria-hidden="true">`), $('<span>').text(text))
      .appendTo(list)
      .get(0)
      ?.scrollIntoView({ block: 'nearest' });
  };
  start.on('click', () => {
    list.empty();
    start.prop('disabled', true).find('span').text(chrome('checking'));
    const findings = new FindingReader(({ verdict, text }) => show(verdict, text));
    void check(dialog, node.id, findings)
      .catch((failure: JQuery.jqXHR) => show('failed', reasonIn(failure) ?? chrome('checkImpossible')))
      .finally(() => start.prop('disabled', false).find('span').text(chrome('check')));
  });
}

async function check(dialog: Dialog, id: string, findings: FindingReader): Promise<void> {
  // Relative, for only then does the editor send its own authorization.
  const text = await $.ajax({
    url: `telephony/checks/${dialog.node.type}`,
    method: 'POST',
    contentType: 'application/json',
    dataType: 'text',
    data: JSON.stringify({ id, ...typedValues(dialog) }),
    xhr: () => {
      const request = new XMLHttpRequest();
      request.addEventListener('progress', () => findings.read(request.responseText));
      return request;
    },
  });
  findings.read(String(text));
}

/** Takes findings, one a line, out of an answer that is still coming. */
class FindingReader {
  readonly #onFinding: (finding: Finding) => void;
  #read = 0;

  constructor(onFinding: (finding: Finding) => void) {
    this.#onFinding = onFinding;
  }

  /** @param text all that has come so far */
  read(text: string): void {
    const end = text.lastIndexOf('\n') + 1;
    for (const line of text.slice(this.#read, end).split('\n').filter(Boolean)) {
      this.#onFinding(JSON.parse(line) as Finding);
    }
    this.#read = Math.max(this.#read, end);
  }
}
