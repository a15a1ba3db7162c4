import type { OperationForm } from '../forms.ts';
import { hint } from '../rows/rows.ts';
import { chrome } from '../texts.ts';

interface Answer {
  readonly choices?: readonly Suggestion[];
  readonly code?: string;
  readonly message?: string;
}

/** What a field is chosen for, and what is known when the button is pressed. */
export interface Question {
  readonly form: OperationForm;
  /** Node type of the operation, and its field. */
  readonly operation: string;
  readonly field: string;
  /** Values of other fields on which the list depends. */
  known(): Readonly<Record<string, string>>;
}

/** A button beside an input that asks the deployed account what there is to choose, and hands over what the user takes. */
export function choiceButton(place: JQuery, question: Question, take: (value: string) => void): void {
  const id = `telephony-choose-${question.field}`;
  const button = $('<button type="button" class="red-ui-button st-choose"><i class="fa fa-search"></i></button>')
    .attr({ id, title: chrome('chooseLive'), 'aria-label': chrome('chooseLive') })
    .appendTo(place);
  let said: JQuery | undefined;
  const say = (text: string): void => {
    said?.remove();
    said = text ? hint(place, text).attr('id', `${id}-said`) : undefined;
    RED.tray.resize();
  };
  button.on('click', () => {
    const account = RED.nodes.node($(`#node-input-${question.form.account.property}`).val());
    if (!account) return say(chrome('chooseAccount'));
    button.prop('disabled', true);
    say('');
    void ask(account.id, question)
      .then((answer) => {
        const problem = problemOf(answer);
        if (problem) say(problem);
        else show(button, answer.choices ?? [], take);
      })
      .finally(() => button.prop('disabled', false));
  });
}

/** The address is a relative one: only to such the editor adds its own token. */
async function ask(account: string, { operation, field, known }: Question): Promise<Answer> {
  const url = `telephony/choices/${[account, operation, field].map(encodeURIComponent).join('/')}`;
  try {
    return (await $.getJSON(url, known())) as Answer;
  } catch (error) {
    return (error as { readonly responseJSON?: Answer }).responseJSON ?? { code: 'UNKNOWN' };
  }
}

function problemOf({ choices, code, message }: Answer): string | undefined {
  if (code === 'NO_ACCOUNT') return chrome('chooseDeploy');
  if (!choices) return message ? chrome('chooseFailed', { reason: message }) : chrome('chooseNothingKnown');
  return choices.length === 0 ? chrome('chooseNone') : undefined;
}

function show(button: JQuery, choices: readonly Suggestion[], take: (value: string) => void): void {
  const menu = RED.popover.menu({
    options: choices.map((choice) => ({ ...choice, onselect: () => take(choice.value) })),
    maxHeight: 300,
    class: 'st-choices',
    disposeOnClose: true,
  });
  menu.show({ target: button, align: 'right' });
}
