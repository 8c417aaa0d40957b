/** One variable with its line or lines, in the form that `util.parseEnv` of Node reads. */
const assignment = (name: string): RegExp =>
  new RegExp(
    `^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(?:"[^"]*"|'[^']*'|\`[^\`]*\`|[^\\n]*)[^\\n]*(?:\\n|$)`,
    'gm',
  )

/** The text with these variables set; every other line stays as it is, and those that are new come last. */
export function withVariables(text: string, variables: Readonly<Record<string, string>>): string {
  let result = text
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  for (const [name, value] of Object.entries(variables)) {
    const line = `${name}=${quoted(name, value)}${end}`
    let isFirst = true
    const replaced = result.replace(assignment(name), () => {
      if (!isFirst) return ''
      isFirst = false
      return line
    })
    result = isFirst ? `${replaced}${replaced === '' || replaced.endsWith('\n') ? '' : end}${line}` : replaced
  }
  return result
}

/** The text without these variables. */
export function withoutVariables(text: string, names: readonly string[]): string {
  return names.reduce((left, name) => left.replace(assignment(name), ''), text)
}

/** @throws {TypeError} For a value that the form cannot hold. */
function quoted(name: string, value: string): string {
  if (/^[\w./:~@+-]*$/.test(value)) return value
  const quote = ["'", '"', '`'].find((one) => !value.includes(one))
  // Between double quotes \n stands for a line break.
  if (quote === undefined || (quote === '"' && value.includes('\\')) || /[\r\n]/.test(value)) {
    throw new TypeError(`${name}: its value cannot be written to a file of variables`)
  }
  return `${quote}${value}${quote}`
}
