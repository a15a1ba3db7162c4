/** The script behind the panel. It says everything with text nodes, so nothing that a partner answers becomes HTML. */
export const panelScript = `
(() => {
  const panel = document.querySelector('.partner');
  const form = panel.querySelector('form');
  const reports = panel.querySelector('.reports');
  const buttons = [...panel.querySelectorAll('button')];

  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  const showKind = () => {
    for (const element of form.querySelectorAll('[data-for]')) element.hidden = element.dataset.for !== form.kind.value;
  };
  form.kind.addEventListener('change', showKind);
  form.addEventListener('submit', (event) => event.preventDefault());
  showKind();

  const settings = () => {
    const authentication = { kind: form.kind.value };
    for (const { name, value } of form.querySelectorAll('input[data-for="' + form.kind.value + '"]')) {
      authentication[name] = value;
    }
    const { url, mode, wait, insecure } = form;
    return { url: url.value, authentication, mode: mode.value, wait: Number(wait.value), insecure: insecure.checked };
  };

  const listOf = (title, lines) => {
    if (!lines.length) return [];
    const list = make('ul');
    for (const line of lines) list.append(make('li', line));
    return title ? [make('p', title), list] : [list];
  };

  const code = (value) => make('pre', typeof value === 'string' ? value : JSON.stringify(value, null, 2));

  const stepOf = ({ title, request, answer, event }) => [
    make('h4', title + ': ' + request.method + ' ' + request.path),
    ...(request.body === undefined ? [] : [code(request.body)]),
    make('h4', answer ? 'Answer: HTTP ' + answer.status : 'No answer'),
    ...(answer ? [code(answer.body)] : []),
    ...(event ? [make('h4', 'Event'), code(event)] : []),
  ];

  const show = (report) => {
    const details = make('details', undefined, report.ok ? '' : 'bad');
    details.open = !report.ok;
    details.dataset.name = report.name;
    details.append(
      make('summary', report.title + ': ' + (report.ok ? 'ok' : report.problems.length + ' wrong')),
      ...listOf('', report.problems),
      ...listOf('Worth knowing:', report.notes),
    );
    const traffic = make('details');
    traffic.append(make('summary', 'Requests and answers'), ...report.steps.flatMap(stepOf));
    if (report.steps.length) details.append(traffic);
    return details;
  };

  const run = async (name) => {
    const busy = make('details', undefined, 'busy');
    busy.append(make('summary', name + ' …'));
    reports.append(busy);
    try {
      const response = await fetch('/simulator/partner/use-cases/' + name, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(settings()),
      });
      const result = await response.json();
      if (!response.ok) throw new Error(result.error);
      busy.replaceWith(...result.reports.map(show));
      return result.reports.map((report) => report.name);
    } catch (error) {
      busy.replaceWith(show({ name, title: name, ok: false, problems: [error.message], notes: [], steps: [] }));
      return [name];
    }
  };

  const press = async (wanted) => {
    if (!form.reportValidity()) return;
    reports.replaceChildren();
    for (const button of buttons) button.disabled = true;
    const done = new Set();
    for (const name of wanted) if (!done.has(name)) for (const each of await run(name)) done.add(each);
    for (const button of buttons) button.disabled = false;
  };

  const names = buttons.map((button) => button.dataset.name).filter(Boolean);
  for (const button of buttons) {
    const { name } = button.dataset;
    button.addEventListener('click', () => press(name ? [name] : names));
  }
})();
`;
