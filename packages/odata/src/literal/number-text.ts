/** Smallest and largest value of each integer type (CSDL 4.0, 4.4). */
const RANGES: Readonly<Record<string, readonly [least: bigint, most: bigint]>> = {
  'Edm.Byte': [0n, 255n],
  'Edm.SByte': [-128n, 127n],
  'Edm.Int16': [-32_768n, 32_767n],
  'Edm.Int32': [-2_147_483_648n, 2_147_483_647n],
  'Edm.Int64': [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
}

const DIGITS = /^[+-]?\d{1,19}$/u
const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/u

/** Tells whether the text of a number literal is one of a type: `5` of `Edm.Byte`, `-5`, `1e3` and `300` are not. */
export function isNumberOfType(type: string, text: string): boolean {
  switch (type) {
    case 'Edm.Double':
    case 'Edm.Single':
      return true
    case 'Edm.Decimal':
      return DECIMAL.test(text)
  }
  const range = RANGES[type]
  if (range === undefined || !DIGITS.test(text)) return false
  const value = BigInt(text.replace('+', ''))
  return value >= range[0] && value <= range[1]
}

/**
 * All digits of a number, without the exponent that `Edm.Decimal` and the integers do not take: `0.0000001` for `1e-7`
 * ([OData ABNF 4.01, `decimalValue`](https://docs.oasis-open.org/odata/odata/v4.01/os/abnf/odata-abnf-construction-rules.txt)).
 *
 * @param value Finite; of `NaN` and `Infinity` it gives their names.
 */
export function plainNumberText(value: number | bigint): string {
  const text = String(value)
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/u.exec(text) ?? []
  if (exponent === undefined) return text
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return sign + digits.padEnd(point, '0')
}
