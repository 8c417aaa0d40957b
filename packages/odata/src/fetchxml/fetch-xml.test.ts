import { describe, expect, test } from 'vitest'
import { conditionOperators, type FetchXmlErrorCode, isFetchXmlError, parseFetchXml, printFetchXml } from '../index.ts'

describe('parseFetchXml', () => {
  test('reads a query into a tree', () => {
    const tree = parseFetchXml(`
      <fetch top='3' no-lock="1">
        <!-- the newest -->
        <entity name="account">
          <attribute name="name"/>
          <filter type="or">
            <condition attribute="statecode" operator="in"><value uiname="Active">0</value><value><![CDATA[1]]></value></condition>
            <link-entity name="contact" from="parentcustomerid" to="accountid" link-type="not any"/>
          </filter>
          <order attribute="createdon" descending="true"/>
        </entity>
      </fetch>`)
    expect(tree).toEqual({
      top: 3,
      noLock: true,
      orders: [],
      entity: {
        kind: 'entity',
        name: 'account',
        allAttributes: false,
        attributes: [{ name: 'name' }],
        orders: [{ attribute: 'createdon', descending: true }],
        links: [],
        filters: [
          {
            kind: 'filter',
            type: 'or',
            items: [
              {
                kind: 'condition',
                attribute: 'statecode',
                operator: 'in',
                values: [{ text: '0', uiName: 'Active' }, { text: '1' }],
              },
              {
                kind: 'link-entity',
                name: 'contact',
                from: 'parentcustomerid',
                to: 'accountid',
                linkType: 'not any',
                allAttributes: false,
                attributes: [],
                orders: [],
                filters: [],
                links: [],
              },
            ],
          },
        ],
      },
    })
  })

  test.each<[string, string, FetchXmlErrorCode, number, number, readonly string[]]>([
    ['no XML', 'select * from account', 'invalidXml', 1, 22, []],
    ['nothing', '', 'invalidXml', 1, 1, []],
    ['an open element', '<fetch>\n<entity name="a">', 'invalidXml', 2, 18, []],
    ['half a character', '<fetch>\n \uD800</fetch>', 'invalidXml', 2, 2, []],
    ['another root', '<entity name="account"/>', 'unexpectedElement', 1, 1, ['fetch']],
    ['a prefix', '<x:fetch/>', 'unexpectedElement', 1, 1, ['fetch']],
    ['no entity', '<fetch/>', 'missingElement', 1, 1, ['entity']],
    ['two entities', '<fetch><entity name="a"/>\n<entity name="b"/></fetch>', 'repeatedElement', 2, 1, []],
    ['an unknown element', '<fetch>\n  <entitty\n/></fetch>', 'unexpectedElement', 2, 3, ['entity']],
    [
      'an element inside a leaf',
      '<fetch><entity name="a"><order><x/></order></entity></fetch>',
      'unexpectedElement',
      1,
      32,
      [],
    ],
    ['text', '<fetch><entity name="a">name</entity></fetch>', 'unexpectedText', 1, 8, []],
    ['an unknown attribute', '<fetch aggregat="true"/>', 'unknownAttribute', 1, 1, ['aggregate']],
    ['no name', '<fetch><entity/></fetch>', 'missingAttribute', 1, 8, ['name']],
    ['a number that is none', '<fetch top="ten"/>', 'invalidValue', 1, 1, ['a whole number']],
    ['a word for true', '<fetch distinct="yes"/>', 'invalidValue', 1, 1, ['true', 'false']],
    [
      'a word that is none',
      '<fetch><entity name="a"><filter type="xor"/></entity></fetch>',
      'invalidValue',
      1,
      25,
      ['or'],
    ],
    [
      'an operator that is none',
      '<fetch><entity name="a"><filter><condition attribute="b" operator="equals"/></filter></entity></fetch>',
      'unknownOperator',
      1,
      33,
      [],
    ],
  ])('refuses %s with its place', (_, text, code, line, column, expected) => {
    expect(errorOf(text)).toMatchObject({ code, line, column })
    expect(errorOf(text).expected).toEqual(expect.arrayContaining([...expected]))
  })

  test('keeps the word at fault out of what is printed', () => {
    const error = errorOf('<fetch datasource="sēcret"><entity name="a"/></fetch>')
    expect(error.found).toBe('sēcret')
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain('sēcret')
  })

  test('expands no entities of a document type', () => {
    const bomb = `<!DOCTYPE fetch [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><fetch><entity name="&b;"/></fetch>`
    expect(errorOf(bomb)).toMatchObject({ code: 'invalidXml' })
  })

  test('refuses ten thousand nested filters', () => {
    expect(errorOf(`<fetch><entity name="a">${'<filter>'.repeat(10_000)}`)).toMatchObject({ code: 'tooDeep' })
  })

  test('reads a megabyte of conditions and of one value', () => {
    const condition = '<condition attribute="name" operator="eq" value="Contoso"/>'
    const many = `<fetch><entity name="a"><filter>${condition.repeat(20_000)}</filter></entity></fetch>`
    expect(parseFetchXml(many).entity.filters[0]?.items).toHaveLength(20_000)
    const long = 'x'.repeat(1_000_000)
    const one = `<fetch><entity name="a"><filter><condition attribute="a" operator="in"><value>${long}</value></condition></filter></entity></fetch>`
    expect(printFetchXml(parseFetchXml(one))).toBe(one)
  }, 10_000)
})

describe('printFetchXml', () => {
  test('writes one spelling', () => {
    const text = `<fetch distinct='1' top='3'><entity name='account'><order attribute='name'/><attribute name='name'></attribute></entity></fetch>`
    expect(printFetchXml(parseFetchXml(text))).toBe(
      '<fetch top="3" distinct="true"><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>',
    )
  })

  test('refuses what XML cannot hold', () => {
    const tree = parseFetchXml('<fetch><entity name="a"/></fetch>')
    expect(() => printFetchXml({ ...tree, options: '\0' })).toThrowError(TypeError)
    expect(() => printFetchXml({ ...tree, options: '\uD800' })).toThrowError(TypeError)
  })
})

describe('conditionOperators', () => {
  test('are all 83, and negations go both ways', () => {
    const entries = Object.entries(conditionOperators)
    expect(entries).toHaveLength(83)
    const negated = entries.filter(([, description]) => description.negation !== undefined)
    for (const [operator, { negation = 'eq', insteadUse }] of negated) {
      expect(conditionOperators[negation].negation).toBe(insteadUse ?? operator)
    }
  })

  test('have a query function each of their own', () => {
    const functions = Object.values(conditionOperators).flatMap((operator) => operator.queryFunction ?? [])
    expect(new Set(functions).size).toBe(functions.length)
    expect(functions).toHaveLength(68)
  })
})

function errorOf(text: string) {
  try {
    parseFetchXml(text)
  } catch (error) {
    if (isFetchXmlError(error)) return error
    throw error
  }
  throw new Error('It was taken.')
}

test('a blank value is a value, blanks between elements are none', () => {
  const text = `<fetch>
    <entity name="a"> <filter> <condition attribute="b" operator="in"> <value> </value> </condition> </filter> </entity>
  </fetch>`
  expect(printFetchXml(parseFetchXml(text))).toContain('<value> </value>')
})

test('an attribute may have a name that objects know', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    expect(() => parseFetchXml(`<fetch ${name}="1"><entity name="a"/></fetch>`)).toThrowError(
      expect.objectContaining({ code: 'unknownAttribute' }),
    )
  }
})
