import { nearestNames } from '../text/nearest-names.ts'
import type { XmlElement } from '../xml/read-xml.ts'
import {
  type AttributeContent,
  type AttributeDescription,
  type AttributeTable,
  otherSpellings,
  type TableOf,
} from './attribute-table.ts'
import { conditionOperators, isConditionOperator } from './condition-operator.ts'
import { FetchXmlError } from './fetch-xml-error.ts'

/**
 * The attributes of an element as members of the tree. Declarations of namespaces name nothing here and are left out.
 *
 * @throws FetchXmlError
 */
export function readAttributes<Tree, Children extends keyof Tree>(
  element: XmlElement,
  table: TableOf<Tree, Children>,
): Omit<Tree, Children | 'kind'> {
  const members: Record<string, string | number | boolean> = {}
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(element.attributes)) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) found.set(usualSpelling(name), value)
  }
  for (const [member, { name, content, required }] of Object.entries<AttributeDescription>(table)) {
    const value = found.get(name)
    if (value !== undefined) {
      members[member] = readValue(element, name, content, value)
      found.delete(name)
    } else if (required) {
      const problem = `${element.name} lacks an attribute`
      throw new FetchXmlError('missingAttribute', { place: element, problem, expected: [name] })
    }
  }
  for (const name of found.keys()) throw unknownAttribute(element, table, name)
  // The table names the members of the tree and what each holds; a test of types holds it to that.
  return members as unknown as Omit<Tree, Children | 'kind'>
}

/** Found by fuzzing: a table without the check has a `constructor` and all else that objects have. */
function usualSpelling(name: string): string {
  return Object.hasOwn(otherSpellings, name) ? (otherSpellings[name] ?? name) : name
}

const INTEGER = /^[+-]?\d+$/u

function readValue(
  element: XmlElement,
  name: string,
  content: AttributeContent,
  value: string,
): string | number | boolean {
  switch (content) {
    case 'text':
      return value
    case 'operator':
      if (isConditionOperator(value)) return value
      throw new FetchXmlError('unknownOperator', {
        place: element,
        problem: 'the operator is none',
        expected: nearestNames(value, Object.keys(conditionOperators)),
        found: value,
      })
    case 'integer': {
      const number = Number(value)
      // Without -0, which prints as 0.
      if (INTEGER.test(value) && Number.isSafeInteger(number)) return number + 0
      throw invalidValue(element, name, ['a whole number'], value)
    }
    case 'boolean':
      if (value === 'true' || value === '1') return true
      if (value === 'false' || value === '0') return false
      throw invalidValue(element, name, ['true', 'false'], value)
    default: {
      const word = content.find((candidate) => candidate === value) ?? byLetters(content, value)
      if (word !== undefined) return word
      throw invalidValue(element, name, nearestNames(value, content), value)
    }
  }
}

/** The schema spells `countchildren`, the documentation `CountChildren`. */
function byLetters(words: readonly string[], value: string): string | undefined {
  return value === 'countchildren' && words.includes('CountChildren') ? 'CountChildren' : undefined
}

function invalidValue(element: XmlElement, name: string, expected: readonly string[], found: string): FetchXmlError {
  const problem = `${name} of ${element.name} is not what it takes`
  return new FetchXmlError('invalidValue', { place: element, problem, expected, found })
}

function unknownAttribute(element: XmlElement, table: AttributeTable, found: string): FetchXmlError {
  const names = Object.values(table).map((attribute) => attribute.name)
  return new FetchXmlError('unknownAttribute', {
    place: element,
    problem: `${element.name} has an attribute that it cannot have`,
    expected: nearestNames(found, names),
    found,
  })
}
