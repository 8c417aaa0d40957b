import { compareNames } from '../names/compare-names.ts'

/** `import type { A, B } from 'x'`, over several lines where it is long; nothing without names. */
export function importOf(
  kind: 'import' | 'import type' | 'export' | 'export type',
  names: Iterable<string>,
  from: string,
): string {
  const sorted = [...new Set(names)].toSorted(compareNames)
  if (sorted.length === 0) return ''
  const line = `${kind} { ${sorted.join(', ')} } from '${from}'\n`
  return line.length <= 121 ? line : `${kind} {\n${sorted.map((name) => `  ${name},\n`).join('')}} from '${from}'\n`
}
