import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { isODataSyntaxError, type ODataSyntaxErrorCode, parseExpression, printExpression } from '../index.ts'

describe('precedence', () => {
  test.each([
    ['a or b and c', 'a or (b and c)', false],
    ['a or b and c', '(a or b) and c', true],
    ['not a eq b', '(not a) eq b', false],
    ['not a eq b', 'not (a eq b)', true],
    ['a eq b gt c', 'a eq (b gt c)', false],
    ['a gt b add c', 'a gt (b add c)', false],
    ['a add b mul c', 'a add (b mul c)', false],
    ['a sub b sub c', '(a sub b) sub c', false],
    ['a sub b sub c', 'a sub (b sub c)', true],
    ['not a in (1)', 'not (a in (1))', false],
    ['-a mul b', '(-a) mul b', false],
    ['a and b and c', '(a and b) and c', true],
  ])('%s against %s', (plain, bracketed, differs) => {
    expect(JSON.stringify(parseExpression(plain)) !== JSON.stringify(parseExpression(bracketed))).toBe(differs)
  })
})

describe('reads', () => {
  test.each([
    ['no space before and after brackets', '(a eq 1)and(b eq 2)', 'a eq 1 and b eq 2'],
    ['spaces at the ends', "  name eq 'x' ", "name eq 'x'"],
    ['spaces in a call', "contains( name , 'x' )", "contains(name,'x')"],
    [
      'single-quoted JSON',
      "N.In(PropertyName='a',PropertyValues=['2','O''B'])",
      `N.In(PropertyName='a',PropertyValues=["2","O'B"])`,
    ],
    [
      'a GUID that starts with a letter',
      'a eq a0dbf27c-8efb-e511-80d2-00155db07c77',
      'a eq a0dbf27c-8efb-e511-80d2-00155db07c77',
    ],
    ['an empty list', 'a in ()', 'a in ()'],
    ['a property of a property', 'a/b/c eq null', 'a/b/c eq null'],
    ['a property named like an operator', 'eq eq and', 'eq eq and'],
    ['a count of a collection', 'Account_Tasks/$count gt 1', 'Account_Tasks/$count gt 1'],
    ['nested lambdas', 'a/any(x:x/b/all(y:y/c eq x/d))', 'a/any(x:x/b/all(y:y/c eq x/d))'],
    ['a date without offset', 'a gt 2024-04-05T18:30:00', 'a gt 2024-04-05T18:30:00'],
  ])('%s', (_, text, canonical) => {
    expect(printExpression(parseExpression(text))).toBe(canonical)
  })
})

describe('refuses', () => {
  test.each<[text: string, code: ODataSyntaxErrorCode, offset: number, expected: readonly string[]]>([
    // The wording of Dataverse for the first one: "There is an unterminated literal at position 21".
    ["lastname eq 'O'Bryan'", 'unterminatedLiteral', 21, ["'''"]],
    ["name eq 'x", 'unterminatedLiteral', 10, ["'''"]],
    ["a eq guid'3f2504e0'", 'unrecognizedLiteral', 5, ['literal']],
    ['a eq 2024-99', 'unrecognizedLiteral', 5, ['literal']],
    ['a eq 2024-13-01', 'unrecognizedLiteral', 5, ['literal']],
    ['a eq 2024-04-05T24:00Z', 'unrecognizedLiteral', 5, ['literal']],
    ['a eq 2024-04-05T23:00+25:00', 'unrecognizedLiteral', 5, ['literal']],
    ['a eq 1x', 'unrecognizedLiteral', 5, ['literal']],
    ['a eq 1)', 'unexpectedToken', 6, ['operator', 'end']],
    ['a eq', 'unexpectedEnd', 4, ['expression']],
    ['', 'unexpectedEnd', 0, ['expression']],
    ['(a eq 1', 'unexpectedEnd', 7, ["')'", 'operator']],
    ["contains(name,'x'", 'unexpectedEnd', 17, ["')'", "','"]],
    ["contains(name 'x')", 'unexpectedToken', 14, ["')'", "','"]],
    ['a EQ 1', 'unexpectedToken', 2, ['operator', 'end']],
    ['a/f(x)', 'unexpectedToken', 3, ['operator', 'end']],
    ['a/all()', 'unexpectedToken', 6, ['lambda variable']],
    ['a/any(t t/b)', 'unexpectedToken', 8, ["':'"]],
    ['N.In(name)', 'unexpectedToken', 9, ["'='"]],
    ['N.In(PropertyName=name)', 'unrecognizedLiteral', 18, ['literal']],
    ['a in 1', 'unexpectedToken', 5, ["'('"]],
    ['not', 'unexpectedToken', 0, ['expression']],
    // "A comma character ',' was expected in scope 'Array'."
    ['N.In(V=["1""2"])', 'invalidJson', 11, ["','", "']'"]],
    ['N.F(V={"a":1 "b":2})', 'invalidJson', 13, ["','", "'}'"]],
    ['N.F(V={a:1})', 'invalidJson', 7, ['string']],
    ['N.F(V=["a)', 'invalidJson', 7, ['closing quote']],
    ['N.F(V=[1e999])', 'invalidJson', 7, ['value']],
  ])('%s', (text, code, offset, expected) => {
    expect(() => parseExpression(text)).toThrowError(
      expect.objectContaining({ name: 'ODataSyntaxError', code, offset, expected, text }),
    )
  })

  test('without saying what people filter by', () => {
    const error = errorOf(() => parseExpression("fullname eq 'Yvonne McKay"))
    expect(isODataSyntaxError(error)).toBe(true)
    expect(inspect(error)).not.toContain('Yvonne')
    expect(JSON.stringify(error)).not.toContain('Yvonne')
    expect(String(error)).toBe(
      'ODataSyntaxError: A quote is not closed at position 25; write a quote inside a string twice.',
    )
  })

  test('and names the word at fault', () => {
    expect(errorOf(() => parseExpression("a eq guid'x' or b eq 1"))).toMatchObject({ token: "guid'x'" })
  })
})

function errorOf(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
