import type { ConformanceCase, Step } from '../case.ts'
import { get, post, remove, shows } from './steps.ts'
import { caseOf, refused } from './world.ts'

const facts = {
  area: 'dependencies',
  source: '../../maker/data-platform/view-component-dependencies.md',
  notLive: 'makes tables and columns, which take a while to make and to remove',
}

const label = (text: string): object => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }] })
const last = 'guid:OData-EntityId'

const ship: Step = post(
  'EntityDefinitions',
  {
    SchemaName: 'new_Ship',
    DisplayName: label('Ship'),
    DisplayCollectionName: label('Ships'),
    OwnershipType: 'UserOwned',
    Attributes: [
      {
        '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
        SchemaName: 'new_Name',
        IsPrimaryName: true,
        MaxLength: 100,
        DisplayName: label('Name'),
      },
    ],
  },
  { capture: { ship: last } },
)

const sails: Step = post(
  'RelationshipDefinitions',
  {
    '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
    SchemaName: 'new_ship_account',
    ReferencedEntity: 'new_ship',
    ReferencingEntity: 'account',
    Lookup: {
      '@odata.type': 'Microsoft.Dynamics.CRM.LookupAttributeMetadata',
      SchemaName: 'new_ShipId',
      DisplayName: label('Ship'),
    },
  },
  { capture: { relationship: last } },
)

const tonnage: Step = post(
  "EntityDefinitions(LogicalName='account')/Attributes",
  {
    '@odata.type': 'Microsoft.Dynamics.CRM.IntegerAttributeMetadata',
    SchemaName: 'new_Tonnage',
    DisplayName: label('Tonnage'),
  },
  { capture: { column: last } },
)

const view = (fetchxml: string, more: object = {}): Step =>
  post(
    'savedqueries',
    { name: 'Ships {{tag}}', returnedtypecode: 'account', querytype: 0, fetchxml, ...more },
    { capture: { view: last } },
  )

const asked = (what: string, id: string, type: number): Step =>
  get(`${what}(ObjectId=@p1,ComponentType=@p2)?@p1=${id}&@p2=${type}`)

const dependents = (...types: readonly number[]) => ({
  status: 200,
  json: { value: { $unordered: types.map((dependentcomponenttype) => ({ dependentcomponenttype })) } },
})

/** Which definitions need which, and what cannot go for that. */
export const dependencies: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    id: 'dependencies-table',
    trust: 'disputed',
    fact: 'the lookup of another table and its relationship stand against the deletion of a table',
    setup: [ship, sails],
    request: asked('RetrieveDependenciesForDelete', '{{ship}}', 1),
    expect: dependents(2, 10),
  }),
  caseOf({
    ...facts,
    id: 'dependencies-table-refused',
    fact: 'a table that others need is not deleted',
    setup: [ship, sails],
    request: remove('EntityDefinitions({{ship}})'),
    expect: refused('0x8004f01f'),
  }),
  caseOf({
    ...facts,
    id: 'dependencies-table-gone',
    fact: 'it is deleted when the relationship is gone',
    setup: [ship, sails, remove('RelationshipDefinitions({{relationship}})')],
    request: remove('EntityDefinitions({{ship}})'),
    expect: { status: 204 },
  }),
  caseOf({
    ...facts,
    id: 'dependencies-view',
    fact: 'a view that shows a column stands against its deletion',
    setup: [tonnage, view('<fetch><entity name="account"><attribute name="new_tonnage"/></entity></fetch>')],
    request: asked('RetrieveDependenciesForDelete', '{{column}}', 2),
    expect: {
      status: 200,
      json: {
        value: [
          {
            dependentcomponenttype: 26,
            dependentcomponentobjectid: '{{view}}',
            requiredcomponenttype: 2,
            requiredcomponentobjectid: '{{column}}',
            dependencytype: 2,
          },
        ],
      },
    },
  }),
  ...(
    [
      ['shown', '<attribute name="new_tonnage"/>'],
      ['asked', '<filter><condition attribute="new_tonnage" operator="gt" value="5"/></filter>'],
      ['ordered', '<attribute name="name"/><order attribute="new_tonnage"/>'],
    ] as const
  ).map(([how, inside]) =>
    caseOf({
      ...facts,
      id: `dependencies-view-${how}`,
      fact: `a column that is ${how} in a view is not deleted`,
      setup: [tonnage, view(`<fetch><entity name="account">${inside}</entity></fetch>`)],
      request: remove("EntityDefinitions(LogicalName='account')/Attributes({{column}})"),
      expect: refused('0x8004f01f'),
    }),
  ),
  caseOf({
    ...facts,
    id: 'dependencies-own-view',
    trust: 'disputed',
    fact: 'views of a table go with it',
    setup: [
      ship,
      view('<fetch><entity name="new_ship"><attribute name="new_name"/></entity></fetch>', {
        returnedtypecode: 'new_ship',
      }),
      remove('EntityDefinitions({{ship}})', { expectStatus: 204 }),
    ],
    request: get('savedqueries({{view}})'),
    expect: { status: 404 },
  }),
  caseOf({
    ...facts,
    id: 'dependencies-key',
    fact: 'a key stands against the deletion of its columns',
    setup: [
      tonnage,
      post("EntityDefinitions(LogicalName='account')/Keys", {
        SchemaName: 'new_TonnageKey',
        DisplayName: label('Tonnage'),
        KeyAttributes: ['new_tonnage'],
      }),
    ],
    request: asked('RetrieveDependenciesForDelete', '{{column}}', 2),
    expect: dependents(14),
  }),
  caseOf({
    ...facts,
    id: 'dependencies-required',
    trust: 'disputed',
    fact: 'RetrieveRequiredComponents answers what a component needs',
    setup: [ship, sails],
    request: asked('RetrieveRequiredComponents', '{{relationship}}', 10),
    expect: shows({
      value: {
        $unordered: [
          { requiredcomponenttype: 1, requiredcomponentobjectid: '{{ship}}' },
          { requiredcomponenttype: 2, requiredcomponentobjectid: { $type: 'guid' } },
        ],
      },
    }),
  }),
  caseOf({
    ...facts,
    id: 'dependencies-none',
    fact: 'nothing needs a new column',
    setup: [tonnage],
    request: asked('RetrieveDependentComponents', '{{column}}', 2),
    expect: shows({ value: [] }),
  }),
]
