import { choiceLink, hint, button as labelled } from '../rows/rows.ts';
import { chrome } from '../texts.ts';
import { askAccount, type LookupAccount, type LookupAnswer } from './lookup-request.ts';

/** What is chosen for which field of an operation, and what is known when the button is pressed. */
export interface Question {
  /** Name of what is filled in. */
  readonly name: string;
  /** The account that is asked, as it stands in the editor; nothing if none is chosen. */
  account(): LookupAccount | undefined;
  /** Node type of the operation, and its field. */
  readonly operation: string;
  readonly field: string;
  /** The field takes several values. */
  readonly many: boolean;
  /** There are too many to show: what is typed is searched for. */
  readonly typed: boolean;
  /** Values of other fields on which the list depends. */
  known(): Readonly<Record<string, string>>;
  /** What people call a field of the operation; nothing if it has no such field. */
  labelOf(name: string): string | undefined;
}

/** The input that is filled in. */
export interface LookupTarget {
  /** What is entered; nothing if it is no plain text. */
  current(): string;
  take(value: string): void;
}

/** Milliseconds after the last key before the account is asked. */
const pause = 400;
/** As many entries as a list shows. */
const SHOWN = 100;

/**
 * A button beside an input that asks the account what there is to choose, deployed or not, in a list that is searched by typing.
 * @param box where the button goes, if not beside the input
 */
export function choiceButton(place: JQuery, question: Question, target: LookupTarget, box = place): void {
  const id = `telephony-choose-${question.name}`;
  const button = $('<button type="button" class="red-ui-button st-choose"><i class="fa fa-search"></i></button>')
    .attr({ id, title: chrome('chooseLive'), 'aria-label': chrome('chooseLive'), 'aria-expanded': 'false' })
    .appendTo(box);
  let panel: JQuery | undefined;
  let said: JQuery | undefined;
  const say = (text: string): void => {
    said?.remove();
    said = text ? hint(panel ?? place, text).attr({ id: `${id}-said`, role: 'status' }) : undefined;
    RED.tray.resize();
  };
  const close = (): void => {
    panel?.remove();
    panel = undefined;
    say('');
    button.attr('aria-expanded', 'false').trigger('focus');
  };
  /** Only the answer to the last question counts. */
  let asked = 0;
  const fetchList = (text: string, show: (choices: readonly Suggestion[]) => void): void => {
    const account = question.account();
    if (!account) {
      say(chrome('chooseAccount'));
      return;
    }
    asked += 1;
    const turn = asked;
    say(chrome('choosing'));
    void askAccount(account, { ...question, known: question.known(), text }).then((answer) => {
      if (turn !== asked || !button.closest('body').length) return;
      say(problemOf(answer, question) ?? '');
      show((answer.choices ?? []).map(({ value, label }) => ({ value, label: local(label) })));
    });
  };
  button.on('click', () => {
    if (panel) return close();
    const open = $('<div class="st-lookup">').attr('id', `${id}-list`).appendTo(place);
    panel = open;
    button.attr('aria-expanded', 'true');
    const search = $('<input type="text">')
      .attr({ placeholder: chrome('chooseSearch'), 'aria-label': chrome('chooseSearch') })
      .appendTo(open);
    const list = $('<div class="st-choices">').appendTo(open);
    const done = question.many ? labelled(open, 'fa-check', chrome('chooseDone')).on('click', close) : undefined;
    let all: readonly Suggestion[] = [];
    const wanted = (): string => String(search.val() ?? '').trim();
    const draw = (): void => {
      const text = question.typed ? '' : wanted().toLowerCase();
      const fitting = all.filter(({ label }) => label.toLowerCase().includes(text)).slice(0, SHOWN);
      list.empty().toggle(fitting.length > 0);
      for (const choice of fitting) entry(list, choice, question.many, target, close);
      done?.toggle(fitting.length > 0);
      RED.tray.resize();
      open.get(0)?.scrollIntoView({ block: 'nearest' });
    };
    const show = (choices: readonly Suggestion[]): void => {
      all = choices;
      draw();
    };
    const searchNow = (): void => {
      if (wanted() === '') say(chrome('chooseTyped'));
      else fetchList(wanted(), show);
    };
    let timer = 0;
    search.on('input', () => {
      clearTimeout(timer);
      if (!question.typed) return draw();
      timer = window.setTimeout(searchNow, pause);
    });
    open.on('keydown', (event) => {
      if (event.key !== 'Escape' && event.key !== 'Enter') return;
      // The keys of the dialog itself would close it.
      event.stopPropagation();
      if (event.key === 'Escape') return close();
      if (event.target !== search.get(0)) return;
      event.preventDefault();
      clearTimeout(timer);
      if (question.typed) searchNow();
      else list.find('a, input').first().trigger('click');
    });
    draw();
    if (question.typed) say(chrome('chooseTyped'));
    else fetchList('', show);
    search.trigger('focus');
  });
}

/** Moments in the time of whoever looks at them. */
function local(label: string): string {
  return label.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z/g, (moment) => new Date(moment).toLocaleString());
}

function entry(
  list: JQuery,
  { value, label }: Suggestion,
  many: boolean,
  target: LookupTarget,
  close: () => void,
): void {
  if (!many) {
    choiceLink(list, label, () => {
      target.take(value);
      close();
    });
    return;
  }
  const chosen = (): string[] =>
    target
      .current()
      .split(',')
      .flatMap((one) => one.trim() || []);
  const box = $('<input type="checkbox">').prop('checked', chosen().includes(value));
  box.on('change', () => {
    const others = chosen().filter((one) => one !== value);
    target.take((box.prop('checked') === true ? [...others, value] : others).join(','));
  });
  $('<label class="st-check">').append(box, $('<span>').text(label)).appendTo(list);
}

function problemOf({ choices, code, field, message }: LookupAnswer, { labelOf, typed }: Question): string | undefined {
  if (code === 'NO_ACCOUNT') return chrome('chooseDeploy');
  const first = code === 'INVALID_INPUT' && field ? labelOf(field) : undefined;
  if (first) return chrome('chooseFirst', { name: first });
  if (!choices) return message ? chrome('chooseFailed', { reason: message }) : chrome('chooseNothingKnown');
  if (choices.length > 0) return undefined;
  return chrome(typed ? 'chooseNobody' : 'chooseNone');
}
