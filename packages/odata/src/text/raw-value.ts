/**
 * Where a value without inner grammar ends inside `$expand(…)`: at the `;` or `)` that belongs to the brackets around it.
 * Quotes and brackets of its own are part of it.
 */
export function endOfRawValue(text: string, start: number): number {
  let depth = 0
  let quoted = false
  for (let offset = start; offset < text.length; offset++) {
    const character = text[offset]
    if (character === "'") quoted = !quoted
    else if (quoted) continue
    else if (character === '(') depth++
    else if (character === ')' && depth-- === 0) return offset
    else if (character === ';' && depth === 0) return offset
  }
  return quoted || depth > 0 ? -1 : text.length
}
