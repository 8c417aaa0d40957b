/** One case of the OASIS ABNF test cases: a text that is of a rule of the grammar, or is not. */
export interface OasisCase {
  readonly rule: string
  readonly input: string
  readonly valid: boolean
}

/** Reads the little of YAML that the files use: scalars in all three styles, which may go on in the next lines. */
export function readOasisCases(yaml: string): readonly OasisCase[] {
  const blocks = yaml.slice(yaml.indexOf('TestCases:')).split('\n  - Name:').slice(1)
  return blocks.map((block) => {
    const rule = /^ {4}Rule: *"?(\w+)/mu.exec(block)?.[1]
    const scalar = /^ {4}Input:(.*\n?(?: {6}.*\n?|\n(?= {6}))*)/mu.exec(block)?.[1]
    if (rule === undefined || scalar === undefined) throw new Error(`A case that is not understood:${block}`)
    return { rule, input: readScalar(scalar.trim()), valid: !/^ {4}FailAt:/mu.test(block) }
  })
}

/** A line end is a space, several are one less, and `\` at the end of a line is nothing (YAML 1.2, 6.5 and 7.3.1). */
function readScalar(source: string): string {
  const folded = source
    .replace(/\\\n *\\?/gu, '')
    .replace(/\n\n */gu, '\0')
    .replace(/\n */gu, ' ')
    .replaceAll('\0', '\n')
  if (folded.startsWith("'")) return folded.slice(1, -1).replaceAll("''", "'")
  if (!folded.startsWith('"')) return folded.replace(/ +#.*$/u, '')
  const json = folded
    .replaceAll(String.raw`\ `, ' ')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)
  return JSON.parse(json) as string
}
