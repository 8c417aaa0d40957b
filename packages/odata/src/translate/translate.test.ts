import { describe, expect, test } from 'vitest'
import { contoso } from '../../test/contoso-model.ts'
import {
  escapeLikePattern,
  fetchXmlToQuery,
  parseFetchXml,
  parseUri,
  printFetchXml,
  printUri,
  queryToFetchXml,
  type TranslationErrorCode,
} from '../index.ts'

const fetchOf = (uri: string): string => printFetchXml(queryToFetchXml(parseUri(uri), contoso))

function uriOf(fetchXml: string): string {
  const { entitySet, options } = fetchXmlToQuery(parseFetchXml(fetchXml), contoso)
  return decodeURIComponent(printUri({ path: [{ name: entitySet }], options }))
}

const entity = (inner: string, attributes = ''): string =>
  `<fetch${attributes}><entity name="account">${inner}</entity></fetch>`
const filter = (inner: string): string => entity(`<all-attributes/><filter type="and">${inner}</filter>`)

const PRIMARY =
  '<link-entity name="contact" from="contactid" to="primarycontactid" link-type="outer" alias="primarycontactid"'
const F = 'Microsoft.Dynamics.CRM'

describe('what both languages can say', () => {
  test.each<[string, string, string]>([
    [
      'columns, lookups by attribute',
      'accounts?$select=name,_ownerid_value',
      entity('<attribute name="name"/><attribute name="ownerid"/>'),
    ],
    [
      'the first rows, counted',
      'accounts?$top=3&$count=true',
      entity('<all-attributes/>', ' top="3" returntotalrecordcount="true"'),
    ],
    [
      'order, with choices by number',
      'accounts?$select=name&$orderby=statecode desc,primarycontactid/fullname',
      entity(
        `<attribute name="name"/><order attribute="statecode" descending="true"/><order entityname="primarycontactid" attribute="fullname"/>${PRIMARY}/>`,
        ' useraworderby="true"',
      ),
    ],
    [
      'a text',
      "accounts?$filter=name eq 'O''Bryan'",
      filter('<condition attribute="name" operator="eq" value="O\'Bryan"/>'),
    ],
    ['no value', 'accounts?$filter=name ne null', filter('<condition attribute="name" operator="not-null"/>')],
    [
      'yes',
      'accounts?$filter=donotemail eq true',
      filter('<condition attribute="donotemail" operator="eq" value="1"/>'),
    ],
    [
      'another column',
      'accounts?$filter=revenue gt creditlimit',
      filter('<condition attribute="revenue" operator="gt" valueof="creditlimit"/>'),
    ],
    [
      'a part of a text',
      "accounts?$filter=contains(name,'a[_]_b')",
      filter('<condition attribute="name" operator="like" value="%a[_]_b%"/>'),
    ],
    [
      'another end',
      "accounts?$filter=not endswith(name,'x')",
      filter('<condition attribute="name" operator="not-end-with" value="x"/>'),
    ],
    [
      'a list',
      `accounts?$filter=${F}.In(PropertyName='statecode',PropertyValues=["0","1"])`,
      filter('<condition attribute="statecode" operator="in"><value>0</value><value>1</value></condition>'),
    ],
    [
      'a number of days',
      `accounts?$filter=${F}.LastXDays(PropertyName='createdon',PropertyValue=7)`,
      filter('<condition attribute="createdon" operator="last-x-days" value="7"/>'),
    ],
    [
      'a fiscal period',
      `accounts?$filter=${F}.InFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=2,PropertyValue2=2024)`,
      filter(
        '<condition attribute="createdon" operator="in-fiscal-period-and-year"><value>2</value><value>2024</value></condition>',
      ),
    ],
    [
      'the caller',
      `accounts?$filter=${F}.EqualUserId(PropertyName='ownerid')`,
      filter('<condition attribute="ownerid" operator="eq-userid"/>'),
    ],
    [
      'a column of a related row',
      "accounts?$filter=primarycontactid/fullname eq 'x'",
      entity(
        `<all-attributes/><filter type="and"><condition entityname="primarycontactid" attribute="fullname" operator="eq" value="x"/></filter>${PRIMARY}/>`,
      ),
    ],
    [
      'rows without related rows',
      'accounts?$filter=not contact_customer_accounts/any()',
      filter('<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="not any"/>'),
    ],
    [
      'a related row of an N:N relationship',
      "systemusers?$filter=systemuserroles_association/any(x1:x1/name eq 'x')",
      '<fetch><entity name="systemuser"><all-attributes/><filter type="and"><link-entity name="systemuserroles" from="systemuserid" to="systemuserid" link-type="any">' +
        '<link-entity name="role" from="roleid" to="roleid" link-type="inner"><filter type="and"><condition attribute="name" operator="eq" value="x"/></filter></link-entity></link-entity></filter></entity></fetch>',
    ],
    [
      'columns of a related row',
      'accounts?$select=name&$expand=primarycontactid($select=fullname)',
      entity(`<attribute name="name"/>${PRIMARY}><attribute name="fullname"/></link-entity>`),
    ],
    [
      'aggregates of groups',
      'accounts?$apply=filter(revenue gt 5)/groupby((statecode),aggregate(revenue with average as a,$count as n))',
      entity(
        '<attribute name="statecode" alias="statecode" groupby="true"/><attribute name="revenue" alias="a" aggregate="avg"/><attribute name="accountid" alias="n" aggregate="count"/>' +
          '<filter type="and"><condition attribute="revenue" operator="gt" value="5"/></filter>',
        ' aggregate="true"',
      ),
    ],
  ])('is said in both: %s', (_, uri, fetchXml) => {
    expect(fetchOf(uri)).toBe(fetchXml)
    expect(uriOf(fetchXml)).toBe(uri)
  })
})

describe('FetchXML in other words', () => {
  const inner = '<link-entity name="contact" from="contactid" to="primarycontactid" alias="c">'
  const many = (attributes: string, inside = ''): string =>
    `<link-entity name="contact" from="parentcustomerid" to="accountid"${attributes}>${inside}</link-entity>`

  test.each<[string, string, string]>([
    ['neq', filter('<condition attribute="name" operator="neq" value="a"/>'), "accounts?$filter=name ne 'a'"],
    [
      'an id in braces',
      filter('<condition attribute="ownerid" operator="eq" value="{00000000-0000-0000-0000-000000000001}"/>'),
      'accounts?$filter=_ownerid_value eq 00000000-0000-0000-0000-000000000001',
    ],
    [
      'like without wildcards',
      filter('<condition attribute="name" operator="like" value="100[%]"/>'),
      "accounts?$filter=name eq '100%'",
    ],
    [
      'like anything',
      filter('<condition attribute="name" operator="not-like" value="%"/>'),
      'accounts?$filter=name eq null',
    ],
    [
      'ignored attributes',
      entity('<attribute name="name"/>', ' version="1.0" mapping="logical" no-lock="true" page="1"'),
      'accounts?$select=name',
    ],
    [
      'an inner link',
      entity(`${inner}<filter><condition attribute="fullname" operator="null"/></filter></link-entity>`),
      'accounts?$filter=_primarycontactid_value ne null and primarycontactid/fullname eq null',
    ],
    [
      'an order inside a link',
      entity(`<attribute name="name"/>${inner}<order attribute="fullname"/></link-entity>`),
      'accounts?$select=name&$filter=_primarycontactid_value ne null&$orderby=primarycontactid/fullname',
    ],
    ['exists', entity(many(' link-type="exists"')), 'accounts?$filter=contact_customer_accounts/any()'],
    [
      'all, which is some and none',
      filter(many(' link-type="all"', '<filter><condition attribute="fullname" operator="eq" value="x"/></filter>')),
      "accounts?$filter=contact_customer_accounts/any() and not contact_customer_accounts/any(x2:x2/fullname eq 'x')",
    ],
    [
      'no such contact',
      filter(
        '<link-entity name="contact" from="contactid" to="primarycontactid" link-type="not any"><filter><condition attribute="annualincome" operator="gt" value="5"/></filter></link-entity>',
      ),
      'accounts?$filter=_primarycontactid_value eq null or primarycontactid/annualincome le 5 or primarycontactid/annualincome eq null',
    ],
    [
      'distinct rows by a link to many',
      entity(`<attribute name="accountid"/>${many('')}`, ' distinct="true"'),
      'accounts?$select=accountid&$filter=contact_customer_accounts/any()',
    ],
  ])('is understood: %s', (_, fetchXml, uri) => {
    expect(uriOf(fetchXml).replaceAll(/ or \(([^()]*)\)$/gu, ' or $1')).toBe(uri)
  })

  test('has its page size among the preferences', () => {
    const query = fetchXmlToQuery(parseFetchXml(entity('', ' count="50"')), contoso)
    expect(query).toEqual({ entitySet: 'accounts', options: {}, preferences: { maxPageSize: 50 } })
    expect(queryToFetchXml(query, contoso).count).toBe(50)
  })

  test.each<[string, string, TranslationErrorCode, string]>([
    ['another table', '<fetch><entity name="nope"/></fetch>', 'unknownTable', 'nope'],
    ['another column', entity('<attribute name="nope"/>'), 'unknownColumn', 'nope of account'],
    [
      'another relationship',
      entity('<link-entity name="contact" from="contactid" to="ownerid"/>'),
      'unknownRelationship',
      'link-entity contact from contactid to ownerid',
    ],
    [
      'a value of another type',
      filter('<condition attribute="revenue" operator="eq" value="lots"/>'),
      'invalidValue',
      'revenue',
    ],
    ['no value', filter('<condition attribute="name" operator="eq"/>'), 'wrongValueCount', 'operator eq'],
    [
      'one bound',
      filter('<condition attribute="revenue" operator="between"><value>1</value></condition>'),
      'wrongValueCount',
      'operator between',
    ],
    [
      'distinct',
      entity('<attribute name="name"/>', ' distinct="true"'),
      'notSayable',
      'distinct, unless the primary key is among the columns',
    ],
    [
      'distinct aggregates',
      entity('<attribute name="accountid" alias="n" aggregate="count"/>', ' distinct="true" aggregate="true"'),
      'notSayable',
      'distinct, unless the primary key is among the columns',
    ],
    [
      'two links of one name',
      entity(
        `${inner}</link-entity>${inner}</link-entity><filter><condition entityname="c" attribute="fullname" operator="null"/></filter>`,
      ),
      'notSayable',
      'entityname c',
    ],
    [
      'a row from outside in a link to many',
      entity(
        `${inner}</link-entity><filter>${many(' link-type="any"', '<filter><condition entityname="c" attribute="fullname" operator="null"/></filter>')}</filter>`,
      ),
      'notSayable',
      'entityname c',
    ],
    ['a second page', entity('', ' page="2"'), 'notSayable', 'page'],
    ['an alias', entity('<attribute name="name" alias="n"/>'), 'notSayable', 'alias n of name'],
    ['rows repeated', entity(many('')), 'notSayable', 'link-type inner to many rows of contact'],
    [
      'an outer link with a filter',
      entity(`${PRIMARY}><filter><condition attribute="fullname" operator="null"/></filter></link-entity>`),
      'notSayable',
      'link-type outer with a filter',
    ],
    [
      'labels in order',
      entity('<order attribute="statecode"/>'),
      'notSayable',
      'order by statecode, which may be a choice, without useraworderby',
    ],
    [
      'a pattern',
      filter('<condition attribute="name" operator="like" value="a_b"/>'),
      'notSayable',
      'a like pattern with wildcards inside and none at its ends',
    ],
    [
      'different values',
      entity('<attribute name="name" alias="n" aggregate="countcolumn" distinct="true"/>', ' aggregate="true"'),
      'notSayable',
      'countcolumn of different values',
    ],
    [
      'months',
      entity('<attribute name="createdon" alias="m" groupby="true" dategrouping="month"/>', ' aggregate="true"'),
      'notSayable',
      'dategrouping',
    ],
  ])('is refused: %s', (_, fetchXml, code, feature) => {
    expect(() => uriOf(fetchXml)).toThrowError(expect.objectContaining({ name: 'TranslationError', code, feature }))
  })
})

describe('an address in other words', () => {
  test.each<[string, string, string]>([
    [
      'not of an order',
      'accounts?$filter=not (revenue gt 5)',
      entity(
        '<all-attributes/><filter type="or"><condition attribute="revenue" operator="le" value="5"/><condition attribute="revenue" operator="null"/></filter>',
      ),
    ],
    [
      'all, as none that does not',
      "accounts?$filter=contact_customer_accounts/all(c:c/fullname eq 'x')",
      filter(
        '<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="not any"><filter type="and"><condition attribute="fullname" operator="ne" value="x"/></filter></link-entity>',
      ),
    ],
    [
      'parameter aliases',
      "accounts?$filter=@c eq @v&@c=name&@v='x'",
      filter('<condition attribute="name" operator="eq" value="x"/>'),
    ],
    [
      'a value on the left',
      'accounts?$filter=5 lt revenue',
      filter('<condition attribute="revenue" operator="gt" value="5"/>'),
    ],
    [
      'in, which Dataverse refuses',
      'accounts?$filter=statecode in (0,1)',
      filter('<condition attribute="statecode" operator="in"><value>0</value><value>1</value></condition>'),
    ],
    [
      'a lookup in a query function',
      `accounts?$filter=${F}.EqualUserId(PropertyName='_ownerid_value')`,
      filter('<condition attribute="ownerid" operator="eq-userid"/>'),
    ],
  ])('is understood: %s', (_, uri, fetchXml) => {
    expect(fetchOf(uri)).toBe(fetchXml)
  })

  test.each<[string, string, TranslationErrorCode]>([
    ['another set', 'nopes', 'unknownTable'],
    ['another column', 'accounts?$filter=nope eq 1', 'unknownColumn'],
    ['another navigation property', 'accounts?$expand=nope', 'unknownRelationship'],
    ['a lookup to several tables', 'accounts?$expand=ownerid', 'unknownRelationship'],
    ['one row', 'accounts(00000000-0000-0000-0000-000000000001)', 'notSayable'],
    ['rows inside rows', 'accounts?$expand=contact_customer_accounts($select=fullname)', 'notSayable'],
    ['a collection under a lookup', 'accounts?$filter=primarycontactid/Contact_Tasks/any()', 'notSayable'],
    ['skipped rows', 'accounts?$skip=5', 'notSayable'],
    ['another option', 'accounts?$search=x', 'notSayable'],
    ['arithmetic', 'accounts?$filter=revenue add 1 gt 5', 'notSayable'],
    ['another function', 'accounts?$filter=year(createdon) eq 2024', 'notSayable'],
    ['a date of no opposite', `accounts?$filter=not ${F}.Today(PropertyName='createdon')`, 'notSayable'],
    ['order beside $apply', 'accounts?$apply=aggregate($count as n)&$orderby=n', 'notSayable'],
    ['a text for a number', "accounts?$filter=revenue eq '5'", 'invalidValue'],
    ['an alias that is itself', 'accounts?$filter=@a eq 1&@a=@a', 'notSayable'],
    ['a function without its list', `accounts?$filter=${F}.In(PropertyName='name')`, 'wrongValueCount'],
  ])('is refused: %s', (_, uri, code) => {
    expect(() => fetchOf(uri)).toThrowError(expect.objectContaining({ name: 'TranslationError', code }))
  })
})

test('a text can be escaped to stand for itself in a pattern', () => {
  expect(escapeLikePattern('100% [a_b]')).toBe('100[%] [[]a[_]b]')
})
