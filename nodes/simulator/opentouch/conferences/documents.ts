import { Refused } from '../server/contract.ts';
import type { ConferenceDocument } from './model.ts';

/** Documents that can be shown slide by slide; everything else can only be downloaded. */
const presentable = /\.(pptx?|docx?|xlsx?|pdf|txt|png|gif|jpe?g|bmp)$/i;

/** Whether a file is one that a conference can show. */
export function isPresentation({ name = '' }: ConferenceDocument): boolean {
  return presentable.test(name);
}

/** A document of a conference under the name of its file. */
export function documentNamed(conferenceId: string, name: string, number: number): ConferenceDocument {
  const id = `doc-${number}`;
  return {
    id,
    name,
    type: presentable.test(name) ? 'ATTACHMENT_PRESENTATION' : 'ATTACHMENT',
    url: `https://meet.lumiere.example/documents/${encodeURIComponent(conferenceId)}/${id}`,
  };
}

/** Name of an uploaded file, without the folders that some browsers send along. */
export function nameOf(file: unknown): string {
  const name = file instanceof File && file.name.replace(/^.*[\\/]/, '');
  if (!name) throw new Refused('BAD_PARAMETER', 'the document has no file name');
  if (file.size === 0) throw new Refused('BAD_PARAMETER', `${name} is empty`);
  return name;
}
