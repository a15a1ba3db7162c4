import type { Seen } from './look.ts';

/** Dialogs side by side, each below its name, in red where something is wrong. */
export function sheet(seen: readonly Seen[]): string {
  const dialogs = seen.map(({ type, picture, problems }) => {
    const source = `data:image/png;base64,${picture.toString('base64')}`;
    return `<figure><figcaption${problems.length > 0 ? ' class="bad"' : ''}>${type}</figcaption><img src="${source}"></figure>`;
  });
  return `<!doctype html><style>
body { margin: 0; padding: 12px; width: 2200px; display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; background: #888; font: 15px sans-serif; }
figure { margin: 0; } figcaption { padding: 2px 6px; background: #fff; } .bad { background: #c00; color: #fff; } img { display: block; max-width: 520px; }
</style>${dialogs.join('')}`;
}
