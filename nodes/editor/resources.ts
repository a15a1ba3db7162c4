/** Where Node-RED serves the files of this package, relative to the editor, with a slash at the end. */
export function resourcesFolder(): string {
  const address = $('script[src$="/editor.js"][src^="resources/"]').attr('src') ?? '';
  return address.replace(/editor\.js$/, '');
}
