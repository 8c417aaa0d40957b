import { FILE_HEADER } from './print/file-header.ts'

const [FIRST_LINE = ''] = FILE_HEADER.split('\n')

/** Tells generated text from what a person wrote, by its first line. */
export function isGenerated(text: string): boolean {
  return text.startsWith(FIRST_LINE)
}
