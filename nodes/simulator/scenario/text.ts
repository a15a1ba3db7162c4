import { extname } from 'node:path';
import { ScenarioError } from './problems.ts';
import { parseYaml } from './yaml.ts';

/**
 * What the text of a scenario says. A text that begins with a brace is JSON, any other is YAML.
 * @param name of the file, for whoever is told what is wrong
 * @throws ScenarioError
 */
export function parseScenarioText(text: string, name = ''): unknown {
  const isJson = text.trimStart().startsWith('{') || extname(name).toLowerCase() === '.json';
  try {
    return isJson ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ScenarioError([`this is no ${isJson ? 'JSON' : 'YAML'}: ${reason}`]);
  }
}
