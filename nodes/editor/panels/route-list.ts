import { selectBox } from '../rows/rows.ts';
import { chrome, type Speaker, valueText } from '../texts.ts';
import { type Line, linesOf, type RoutesShape, routesFrom, takesText } from './routes.ts';

interface Setting {
  readonly speaker: Speaker;
  readonly required: boolean;
}

/**
 * Lines to click together for a typed input that holds a list of routes as JSON. The input stays what is stored: the lines
 * follow it and write into it, and hide where it holds something that they cannot show.
 */
export function routeList(place: JQuery, input: JQuery, id: string, shape: RoutesShape, setting: Setting): void {
  const { speaker, required } = setting;
  const box = $('<div class="st-routes">').attr('id', `${id}-list`).appendTo(place);
  let writing = false;
  const write = (value: string): void => {
    writing = true;
    input.typedInput('type', 'json');
    input.typedInput('value', value);
    writing = false;
  };
  const show = (): void => {
    const entered = String(input.typedInput('value'));
    const lines = input.typedInput('type') === 'json' ? linesOf(shape, entered) : undefined;
    box.toggle(lines !== undefined).empty();
    if (lines) draw(lines, entered);
    RED.tray.resize();
  };
  const replace = (lines: readonly Line[]): void => {
    write(lines.length > 0 ? JSON.stringify(routesFrom(shape, lines)) : '');
    show();
  };
  const draw = (lines: readonly Line[], entered: string): void => {
    lines.forEach((line, index) => {
      const change = (part: Partial<Line>): readonly Line[] =>
        lines.map((other, at) => (at === index ? { ...other, ...part } : other));
      const row = $('<div class="st-route">').appendTo(box);
      if (shape.condition) {
        const { choices, required: always, values } = shape.condition;
        const options = [...(always ? [] : ['']), ...choices].map(
          (value) => [value, value ? valueText(speaker, values, value) : chrome('always')] as const,
        );
        const select = selectBox(row, `${id}-condition-${index}`, options, line.condition);
        select.on('change', () => replace(change({ condition: String(select.val()) })));
      }
      const kinds = shape.kind.choices.map((value) => [value, valueText(speaker, shape.kind.values, value)] as const);
      const kind = selectBox(row, `${id}-kind-${index}`, kinds, line.kind);
      kind.on('change', () => replace(change({ kind: String(kind.val()) })));
      if (takesText(shape, line.kind)) {
        const text = $('<input type="text">').attr({ id: `${id}-text-${index}`, placeholder: chrome('number') });
        text.val(line.text).appendTo(row);
        // Drawing the lines anew would take the cursor away.
        text.on('keyup paste', () => write(JSON.stringify(routesFrom(shape, change({ text: String(text.val()) })))));
        text.on('change', () => replace(change({ text: String(text.val()) })));
      }
      button(row, `${id}-remove-${index}`, 'fa-trash', '', chrome('remove')).on('click', () =>
        replace(lines.filter((_, at) => at !== index)),
      );
    });
    const foot = $('<div class="st-route">').appendTo(box);
    const fresh: Line = {
      condition: shape.condition?.required ? (shape.condition.choices[0] ?? '') : '',
      kind: shape.kind.choices[0] ?? '',
      text: '',
    };
    button(foot, `${id}-add`, 'fa-plus', chrome('add')).on('click', () => replace([...lines, fresh]));
    if (lines.length > 0 || required) return;
    if (entered.trim() === '') {
      button(foot, `${id}-none`, 'fa-ban', chrome('emptyList')).on('click', () => {
        write('[]');
        show();
      });
    } else $('<span class="st-note">').text(chrome('emptyListHelp')).appendTo(foot);
  };
  input.on('change', () => {
    if (!writing) show();
  });
  show();
}

function button(place: JQuery, id: string, icon: string, label: string, title = ''): JQuery {
  const made = $('<button type="button" class="red-ui-button red-ui-button-small">').attr({ id, title });
  $('<i class="fa">').addClass(icon).appendTo(made);
  if (label) made.append(document.createTextNode(` ${label}`));
  return made.appendTo(place);
}
