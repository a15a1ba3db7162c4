import type { Unit } from '../../catalogue/types.ts';
import { chrome, plain } from '../texts.ts';

/** Looks of what the core does not bring, in the colours of the editor's theme. */
const styles = `
.switchboard-telephony .form-row{display:flex;flex-wrap:wrap;align-items:flex-start}
.switchboard-telephony .form-row>label{flex:0 0 140px;min-height:34px;padding-right:8px;box-sizing:border-box;margin:0;display:flex;align-items:center;gap:5px}
.switchboard-telephony .st-value{flex:1 1 200px;min-width:0;min-height:34px;display:flex;flex-wrap:wrap;align-items:center}
.switchboard-telephony label.st-check{width:100%;margin:3px 0;display:flex;align-items:baseline}
.switchboard-telephony input[type=checkbox]{width:auto;margin:0 8px 0 0;flex:none;align-self:center}
.switchboard-telephony .st-required{color:var(--red-ui-text-color-error)}
.switchboard-telephony .st-help{color:var(--red-ui-tertiary-text-color);cursor:help}
.switchboard-telephony .st-hint{width:100%;contain:inline-size;margin:3px 0 0;color:var(--red-ui-secondary-text-color);font-size:smaller;overflow-wrap:anywhere}
.switchboard-telephony .st-limits{margin:0 0 12px}
.switchboard-telephony .st-limits:empty{display:none}
.switchboard-telephony .st-limits .st-hint{padding-left:8px;border-left:3px solid var(--red-ui-text-color-warning,#d08700)}
.switchboard-telephony details{margin:0 0 12px;border-top:1px solid var(--red-ui-secondary-border-color)}
.switchboard-telephony summary{padding:8px 0;cursor:pointer;color:var(--red-ui-primary-text-color)}
.switchboard-telephony .st-list{width:100%;contain:inline-size;max-height:260px;overflow:auto;box-sizing:border-box;padding:4px 8px;border:1px solid var(--red-ui-form-input-border-color);border-radius:4px;background:var(--red-ui-form-input-background)}
.switchboard-telephony .st-rule{display:flex;flex-wrap:wrap;gap:4px;contain:inline-size}
.switchboard-telephony .st-rule select{flex:1 1 110px;width:auto!important;min-width:0}
.switchboard-telephony .st-rule-together{margin-left:24px}
.switchboard-telephony .st-rule-value{flex:1 1 100%;min-width:0}
.switchboard-telephony .st-group{margin:6px 0 2px;font-weight:bold}
.switchboard-telephony .st-list label.st-check{align-items:flex-start}
.switchboard-telephony .st-list input[type=checkbox]{align-self:flex-start;margin-top:4px}
.switchboard-telephony .st-routes{width:100%;contain:inline-size}
.switchboard-telephony .st-route{display:flex;gap:4px;align-items:center;margin-top:4px}
.switchboard-telephony .st-route>select,.switchboard-telephony .st-route>input[type=text]{flex:1 1 0;min-width:0;width:auto!important}
.switchboard-telephony .st-parts{width:100%;contain:inline-size;margin-top:4px}
.switchboard-telephony .st-parts,.switchboard-telephony .st-part-fields{display:flex;flex-wrap:wrap;gap:4px 8px}
.switchboard-telephony .st-part-item{display:flex;gap:4px;align-items:flex-start;width:100%;padding-bottom:6px;border-bottom:1px solid var(--red-ui-secondary-border-color)}
.switchboard-telephony .st-part-fields{flex:1;min-width:0}
.switchboard-telephony .st-part{flex:1 1 140px;min-width:0}
.switchboard-telephony .st-part-list{flex-basis:100%}
.switchboard-telephony .st-part-value{display:flex;flex-wrap:wrap;column-gap:10px}
.switchboard-telephony .st-part-value>input[type=text],.switchboard-telephony .st-part-value>select{flex:1;min-width:0;width:auto!important}
.switchboard-telephony .st-part-value label.st-check{width:auto}
.switchboard-telephony .st-consent{width:100%;contain:inline-size;padding:7px 0 7px 18px;position:relative}
.switchboard-telephony .st-consent::before{content:"";position:absolute;left:1px;top:13px;width:8px;height:8px;border-radius:50%;border:1px solid var(--red-ui-tertiary-text-color)}
.switchboard-telephony .st-consent.st-connected::before{border-color:var(--red-ui-text-color-success,#4b8400);background:var(--red-ui-text-color-success,#4b8400)}
.switchboard-telephony .st-buttons{display:flex;flex-wrap:wrap;gap:6px;width:100%}
.switchboard-telephony .st-outcome{width:100%;contain:inline-size;margin-top:6px;color:var(--red-ui-primary-text-color)}
.switchboard-telephony .st-outcome.st-bad{color:var(--red-ui-text-color-error)}
.switchboard-telephony .st-outcome:empty{display:none}
.switchboard-telephony .st-findings{width:100%;contain:inline-size;margin:6px 0 0;list-style:none}
.switchboard-telephony .st-findings li{display:flex;gap:8px;align-items:baseline;margin:0 0 4px;overflow-wrap:anywhere}
.switchboard-telephony .st-findings i{flex:none;width:14px;text-align:center}
.switchboard-telephony .st-findings .st-ok i{color:var(--red-ui-text-color-success,#4b8400)}
.switchboard-telephony .st-findings .st-warning i{color:var(--red-ui-text-color-warning,#d08700)}
.switchboard-telephony .st-findings .st-failed i{color:var(--red-ui-text-color-error)}
.switchboard-telephony .st-event{display:flex;gap:4px;align-items:center;padding:4px 0;border-bottom:1px solid var(--red-ui-secondary-border-color)}
.switchboard-telephony .st-event-text{flex:1;min-width:0;overflow-wrap:anywhere}
.switchboard-telephony .st-copy{display:flex;gap:4px;width:100%;margin-top:3px}
.switchboard-telephony .st-copy input{flex:1;min-width:0;cursor:text!important;color:var(--red-ui-primary-text-color)!important}
.switchboard-telephony .st-unit{flex:none;margin-left:8px}
.switchboard-telephony .st-value:has(>.st-unit)>input{flex:0 1 140px;min-width:0}
.switchboard-telephony .st-note{color:var(--red-ui-secondary-text-color);font-size:smaller}
.switchboard-telephony .st-value>.red-ui-typedInput-container{flex:1 1 0;min-width:0}
.switchboard-telephony .st-choose{flex:none;margin-left:4px}
.switchboard-telephony .st-value:has(>.st-offer)>input{flex:1 1 0;min-width:0}
.switchboard-telephony .st-offer{flex:none}
.switchboard-telephony .st-lookup{width:100%;contain:inline-size;margin-top:4px}
.switchboard-telephony .st-lookup>input{width:100%}
.switchboard-telephony .st-choices{max-height:220px;overflow:auto;margin:4px 0;border:1px solid var(--red-ui-form-input-border-color);border-radius:4px;background:var(--red-ui-form-input-background)}
.switchboard-telephony .st-choices a,.switchboard-telephony .st-choices label.st-check{display:flex;padding:5px 8px;margin:0;box-sizing:border-box;color:var(--red-ui-primary-text-color);overflow-wrap:anywhere;text-decoration:none}
.switchboard-telephony .st-choices a:hover,.switchboard-telephony .st-choices a:focus,.switchboard-telephony .st-choices label:hover{background:var(--red-ui-list-item-background-hover)}
.switchboard-telephony small{display:block;color:var(--red-ui-secondary-text-color)}`;

/** The form of the dialog that is just being opened; what opened it is not in the document meanwhile. */
export function openForm(config: boolean): JQuery {
  const form = $(config ? '#node-config-dialog-edit-form' : '#dialog-form').addClass('switchboard-telephony');
  $('<style>').text(styles).prependTo(form);
  return form;
}

/** What a row of a dialog has besides its input. */
export interface RowOptions {
  readonly label: string;
  readonly help?: string;
  readonly required?: boolean | undefined;
  /** Id of the input that the label belongs to. */
  readonly input?: string;
}

/** A row with a label, its explanation on hovering, and an empty place for the input. */
export function row(parent: JQuery, { label, help, required, input }: RowOptions): JQuery {
  const line = $('<div class="form-row">').appendTo(parent);
  const title = $('<label>').append($('<span>').text(label)).appendTo(line);
  if (input) title.attr('for', input);
  if (required) $('<span class="st-required">*</span>').appendTo(title);
  if (help) {
    const mark = $('<i class="fa fa-info-circle st-help">').appendTo(title);
    RED.popover.tooltip(mark, plain(help));
  }
  return $('<div class="st-value">').appendTo(line);
}

/** A line of small print below an input. */
export function hint(place: JQuery, text: string): JQuery {
  return $('<div class="st-hint">').text(text).appendTo(place);
}

/** What a number counts, behind its input, which is as wide as a number needs. */
export function unitText(place: JQuery, unit: Unit): void {
  $('<span class="st-unit">').text(chrome(unit)).appendTo(place);
}

/** An example, as an empty input shows it. */
export function exampleText(example: string): string {
  return chrome('example', { example });
}

/** A button in Node-RED's style. */
export function button(place: JQuery, icon: string, text: string): JQuery {
  return $('<button type="button" class="red-ui-button">')
    .append($(`<i class="fa ${icon}">`), ' ', $('<span>').text(text))
    .appendTo(place);
}

/** An entry of a list to choose from. */
export function choiceLink(list: JQuery, text: string, take: () => void): JQuery {
  const link = $('<a href="#">').text(text).appendTo(list);
  return link.on('click', (event) => {
    event.preventDefault();
    take();
  });
}

/** A text input. */
export function textInput(place: JQuery, id: string, value: unknown, type: 'text' | 'password' = 'text'): JQuery {
  return $('<input>')
    .attr({ type, id, autocomplete: type === 'password' ? 'new-password' : 'off' })
    .css('width', '100%')
    .val(value === undefined || value === null ? '' : String(value))
    .appendTo(place);
}

/** A check box with its label behind it, and a line of explanation below the label. */
export function checkBox(place: JQuery, id: string, label: string, checked: boolean, explanation = ''): JQuery {
  const box = $('<input type="checkbox">').attr('id', id).prop('checked', checked);
  const text = $('<span>').text(label);
  if (explanation) $('<small>').text(plain(explanation)).appendTo(text);
  $('<label class="st-check">').attr('for', id).append(box, text).appendTo(place);
  return box;
}

/** A list to select one value from. */
export function selectBox(
  place: JQuery,
  id: string,
  options: readonly (readonly [string, string])[],
  value: string,
): JQuery {
  const select = $('<select>').attr('id', id).css('width', '100%').appendTo(place);
  for (const [key, label] of options) $('<option>').val(key).text(label).appendTo(select);
  if (!options.some(([key]) => key === value)) $('<option>').val(value).text(value).appendTo(select);
  return select.val(value);
}

/** A section that is folded until the user, or a value inside, opens it. */
export function fold(parent: JQuery, open: boolean): JQuery {
  const details = $('<details>').prop('open', open).appendTo(parent);
  $('<summary>').text(chrome('more')).appendTo(details);
  return details;
}

/** Marks an input as wrong, with the reason on hovering, or as right again. */
export function mark(input: JQuery, problem: string | undefined): void {
  input.toggleClass('input-error', problem !== undefined).attr('title', problem ?? '');
}
