import type { ConformanceCase, Expectation, Step } from '../case.ts'
import { caseOf } from './world.ts'

const roles = 'security-roles-privileges.md'
const sharing = 'security-sharing-assigning.md'
const notLive = 'needs users that do not exist'

/** As the user of this name. */
const as = (user: string): Record<string, string> => ({ MSCRMCallerID: `{{${user}}}` })

const post = (path: string, body: object, more: Partial<Step> = {}): Step => ({ method: 'POST', path, body, ...more })

const verbs = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share'] as const

type Verb = (typeof verbs)[number]

const depths = ['Basic', 'Local', 'Deep', 'Global'] as const

type Depth = (typeof depths)[number]

const privilege = (name: string): Step => ({
  method: 'GET',
  path: `privileges?$select=privilegeid&$filter=name eq '${name}'`,
  capture: { [name]: 'json:/value/0/privilegeid' },
})

const give = (role: string, names: readonly string[], depth: Depth): Step =>
  post(`roles({{${role}}})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, {
    Privileges: names.map((name) => ({
      Depth: depth,
      PrivilegeId: `{{${name}}}`,
      BusinessUnitId: '{{north}}',
      PrivilegeName: name,
    })),
  })

const user = (id: string, unit: string, lastname: string): Step =>
  post('systemusers', {
    systemuserid: `{{${id}}}`,
    firstname: 'Test',
    lastname,
    domainname: `${lastname}.{{tag}}@contoso.example`,
    internalemailaddress: `${lastname}@contoso.example`,
    'businessunitid@odata.bind': `/businessunits({{${unit}}})`,
  })

const join = (member: string, role: string): Step =>
  post(`systemusers({{${member}}})/systemuserroles_association/$ref`, { '@odata.id': `{{root}}/roles({{${role}}})` })

const account = (name: string, owner: string): Step =>
  post(
    'accounts',
    { name, fax: '{{tag}}', 'ownerid@odata.bind': `/systemusers({{${owner}}})` },
    { capture: { [name]: 'guid:OData-EntityId' } },
  )

/**
 * Two business units, one below the other: `north` with the users `me` (id3) and `colleague` (id4), `east` below it with `below`
 * (id5). Each owns an account (Mine, Theirs, Below), the administrator in the root unit a fourth (Above). `me` has a role with
 * the given privileges.
 */
const people = (privileges: readonly string[], depth: Depth): Step[] => [
  { method: 'GET', path: 'WhoAmI', capture: { rootUnit: 'json:/BusinessUnitId', admin: 'json:/UserId' } },
  post(
    'businessunits',
    { name: 'North {{tag}}', 'parentbusinessunitid@odata.bind': '/businessunits({{rootUnit}})' },
    { capture: { north: 'guid:OData-EntityId' } },
  ),
  post(
    'businessunits',
    { name: 'East {{tag}}', 'parentbusinessunitid@odata.bind': '/businessunits({{north}})' },
    { capture: { east: 'guid:OData-EntityId' } },
  ),
  user('id3', 'north', 'McKay'),
  user('id4', 'north', 'Campbell'),
  user('id5', 'east', 'Stubberod'),
  post('roles', {
    roleid: '{{id6}}',
    name: 'Role {{tag}}',
    'businessunitid@odata.bind': '/businessunits({{north}})',
  }),
  post('roles', {
    roleid: '{{id7}}',
    name: 'Other role {{tag}}',
    'businessunitid@odata.bind': '/businessunits({{north}})',
  }),
  post('roles', {
    roleid: '{{id8}}',
    name: 'East role {{tag}}',
    'businessunitid@odata.bind': '/businessunits({{east}})',
  }),
  privilege('prvReadAccount'),
  ...privileges.filter((name) => name !== 'prvReadAccount').map(privilege),
  give('id6', privileges, depth),
  give('id7', ['prvReadAccount'], 'Basic'),
  give('id8', ['prvReadAccount'], 'Basic'),
  join('id3', 'id6'),
  join('id4', 'id7'),
  join('id5', 'id8'),
  account('Mine', privileges.includes('prvReadAccount') ? 'id3' : 'id4'),
  account('Theirs', 'id4'),
  account('Below', 'id5'),
  account('Above', 'admin'),
]

const mine = "accounts?$select=name&$filter=fax eq '{{tag}}'"

const names = (...wanted: readonly string[]): Expectation => ({
  status: 200,
  json: { value: wanted.map((name) => ({ name })) },
})

/** What a privilege of each depth reaches, in the order of names. */
const reach: Readonly<Record<Depth, readonly string[]>> = {
  Basic: ['Mine'],
  Local: ['Mine', 'Theirs'],
  Deep: ['Below', 'Mine', 'Theirs'],
  Global: ['Above', 'Below', 'Mine', 'Theirs'],
}

const request = (path: string): Step => ({ method: 'GET', path, headers: as('id3') })

const reading = depths.flatMap((depth) => {
  const seen = reach[depth]
  const facts = {
    area: 'security depth',
    source: roles,
    setup: people(['prvReadAccount'], depth),
    notLive,
  }
  return [
    caseOf({
      ...facts,
      id: `security-read-${depth}`,
      fact: `a privilege to read of depth ${depth} finds ${seen.join(', ')}`,
      request: request(`${mine}&$orderby=name`),
      expect: names(...seen),
    }),
    caseOf({
      ...facts,
      id: `security-read-${depth}-descending`,
      fact: `a privilege to read of depth ${depth} finds the same from behind, and counts them`,
      request: request(`${mine}&$orderby=name desc&$count=true`),
      expect: {
        status: 200,
        json: { '@odata.count': seen.length, value: seen.toReversed().map((name) => ({ name })) },
      },
    }),
    caseOf({
      ...facts,
      id: `security-fetch-${depth}`,
      fact: `FetchXML finds what a privilege of depth ${depth} reaches`,
      request: request(
        `accounts?fetchXml=${encodeURIComponent('<fetch><entity name="account"><attribute name="name"/><order attribute="name" descending="true"/><filter><condition attribute="fax" operator="eq" value="TAG"/></filter></entity></fetch>').replace('TAG', '{{tag}}')}`,
      ),
      expect: names(...seen.toReversed()),
    }),
    caseOf({
      ...facts,
      id: `security-aggregate-${depth}`,
      fact: `an aggregate counts what a privilege of depth ${depth} reaches`,
      request: request("accounts?$apply=filter(fax eq '{{tag}}')/aggregate($count as total)"),
      expect: { status: 200, json: { value: [{ total: seen.length }] } },
    }),
  ]
})

/** A request that needs a verb on the row of a name, beside the privilege to read it. */
const deeds: Readonly<Partial<Record<Verb, { readonly also: readonly string[]; request(name: string): Step }>>> = {
  Write: {
    also: [],
    request: (name) => ({ method: 'PATCH', path: `accounts({{${name}}})`, body: { description: 'changed' } }),
  },
  Delete: { also: [], request: (name) => ({ method: 'DELETE', path: `accounts({{${name}}})` }) },
  Assign: {
    also: ['prvWriteAccount'],
    request: (name) => ({
      method: 'PATCH',
      path: `accounts({{${name}}})`,
      body: { 'ownerid@odata.bind': '/systemusers({{newOwner}})' },
    }),
  },
  Share: {
    also: [],
    request: (name) =>
      post('GrantAccess', {
        Target: { '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: `{{${name}}}` },
        PrincipalAccess: {
          AccessMask: 'ReadAccess',
          Principal: { '@odata.type': 'Microsoft.Dynamics.CRM.systemuser', systemuserid: '{{newOwner}}' },
        },
      }),
  },
  AppendTo: {
    also: ['prvReadContact', 'prvCreateContact', 'prvAppendContact'],
    request: (name) =>
      post('contacts', { lastname: 'McKay', 'parentcustomerid_account@odata.bind': `/accounts({{${name}}})` }),
  },
}

/** Who may be given rows: somebody with a role, made beside the others. */
const newOwner: readonly Step[] = [
  user('id9', 'north', 'Wingtip'),
  join('id9', 'id7'),
  { method: 'GET', path: 'systemusers({{id9}})?$select=systemuserid', capture: { newOwner: 'json:/systemuserid' } },
]

const doing = Object.entries(deeds).flatMap(([verb, deed]) =>
  depths.flatMap((depth) =>
    ['Mine', 'Theirs', 'Below', 'Above'].map((name) => {
      const allowed = reach[depth].includes(name)
      return caseOf({
        area: `security ${verb}`,
        source: roles,
        id: `security-${verb}-${depth}-${name}`,
        fact: `${verb} of depth ${depth} ${allowed ? 'reaches' : 'does not reach'} the account ${name}`,
        notLive,
        setup: [
          ...people(['prvReadAccount', `prv${verb}Account`, ...deed.also], depth),
          give('id6', ['prvReadAccount', ...deed.also], 'Global'),
          ...newOwner,
        ],
        request: { ...deed.request(name), headers: as('id3') },
        expect: allowed
          ? { status: 204 }
          : { status: 403, json: { error: { code: '0x80040220', message: { $re: `${verb}Access` } } } },
      })
    }),
  ),
)

/** A request that needs a privilege that the role does not have at all. */
const without: readonly (readonly [name: string, has: readonly string[], request: Step])[] = [
  ['prvReadAccount', ['prvReadContact'], { method: 'GET', path: 'accounts?$select=name' }],
  ['prvCreateAccount', ['prvReadAccount'], post('accounts', { name: 'x' })],
  [
    'prvWriteAccount',
    ['prvReadAccount'],
    { method: 'PATCH', path: 'accounts({{Mine}})', body: { description: 'changed' } },
  ],
  ['prvDeleteAccount', ['prvReadAccount'], { method: 'DELETE', path: 'accounts({{Mine}})' }],
  [
    'prvAppendContact',
    ['prvReadAccount', 'prvReadContact', 'prvCreateContact', 'prvAppendToAccount'],
    post('contacts', { lastname: 'McKay', 'parentcustomerid_account@odata.bind': '/accounts({{Mine}})' }),
  ],
  [
    'prvAppendToAccount',
    ['prvReadAccount', 'prvReadContact', 'prvCreateContact', 'prvAppendContact'],
    post('contacts', { lastname: 'McKay', 'parentcustomerid_account@odata.bind': '/accounts({{Mine}})' }),
  ],
  [
    'prvAssignAccount',
    ['prvReadAccount', 'prvWriteAccount'],
    { method: 'PATCH', path: 'accounts({{Mine}})', body: { 'ownerid@odata.bind': '/systemusers({{id4}})' } },
  ],
  [
    'prvShareAccount',
    ['prvReadAccount'],
    post('GrantAccess', {
      Target: { '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: '{{Mine}}' },
      PrincipalAccess: {
        AccessMask: 'ReadAccess',
        Principal: { '@odata.type': 'Microsoft.Dynamics.CRM.systemuser', systemuserid: '{{id4}}' },
      },
    }),
  ],
  ['prvReadActivity', ['prvReadAccount'], { method: 'GET', path: 'tasks?$select=subject' }],
  ['prvReadActivity', ['prvReadAccount'], { method: 'GET', path: 'emails?$select=subject' }],
  ['prvReadIncident', ['prvReadAccount'], { method: 'GET', path: 'incidents?$select=title' }],
  ['prvReadNote', ['prvReadAccount'], { method: 'GET', path: 'annotations?$select=subject' }],
  ['prvReadUser', ['prvReadAccount'], { method: 'GET', path: 'systemusers?$select=fullname' }],
  ['prvReadContact', ['prvReadAccount'], { method: 'GET', path: 'contacts?$select=fullname' }],
]

const naming = without.map(([name, has, asked], index) =>
  caseOf({
    area: 'security privilege',
    trust: 'observed',
    source: 'community threads that quote "is missing prvReadAccount privilege"',
    id: `security-missing-${name}-${index}`,
    fact: `without ${name}, ${asked.method} ${asked.path.split('?')[0]} is refused, and the refusal names it`,
    notLive,
    setup: people(has, 'Global'),
    request: { ...asked, headers: as('id3') },
    expect: {
      status: 403,
      json: { error: { code: '0x80040220', message: { $re: `is missing ${name} privilege` } } },
    },
  }),
)

const target = (name: string): object => ({ '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: `{{${name}}}` })

const principal = (id: string, type = 'systemuser'): object => ({
  '@odata.type': `Microsoft.Dynamics.CRM.${type}`,
  [`${type}id`]: `{{${id}}}`,
})

const grant = (name: string, mask: string, to = principal('id3')): Step =>
  post('GrantAccess', { Target: target(name), PrincipalAccess: { AccessMask: mask, Principal: to } })

const modify = (name: string, mask: string, to = principal('id3')): Step =>
  post('ModifyAccess', { Target: target(name), PrincipalAccess: { AccessMask: mask, Principal: to } })

const revoke = (name: string, from = principal('id3')): Step =>
  post('RevokeAccess', { Target: target(name), Revokee: from })

const own = people(['prvReadAccount', 'prvWriteAccount', 'prvDeleteAccount'], 'Basic')

const accessOf = (name: string, id = 'id3'): Step => ({
  method: 'GET',
  path: `systemusers({{${id}}})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@t)?@t={'@odata.id':'accounts({{${name}}})'}`,
})

const sharingCases: ConformanceCase[] = [
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-read',
    fact: 'rows that are shared are found beside those of one’s own, in order',
    notLive,
    setup: [...own, grant('Above', 'ReadAccess'), grant('Theirs', 'ReadAccess')],
    request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
    expect: names('Above', 'Mine', 'Theirs'),
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-read-descending',
    fact: 'rows that are shared are counted, and come from behind too',
    notLive,
    setup: [...own, grant('Below', 'ReadAccess'), grant('Above', 'ReadAccess')],
    request: { method: 'GET', path: `${mine}&$orderby=name desc&$count=true`, headers: as('id3') },
    expect: {
      status: 200,
      json: { '@odata.count': 3, value: [{ name: 'Mine' }, { name: 'Below' }, { name: 'Above' }] },
    },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-read-only',
    fact: 'who is given a row to read cannot write it',
    notLive,
    setup: [...own, grant('Above', 'ReadAccess')],
    request: { method: 'PATCH', path: 'accounts({{Above}})', body: { description: 'x' }, headers: as('id3') },
    expect: { status: 403, json: { error: { code: '0x80040220' } } },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-write',
    fact: 'who is given a row to write writes it',
    notLive,
    setup: [...own, grant('Above', 'ReadAccess, WriteAccess')],
    request: { method: 'PATCH', path: 'accounts({{Above}})', body: { description: 'x' }, headers: as('id3') },
    expect: { status: 204 },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-no-privilege',
    fact: 'a share gives nothing that no role gives: without prvDelete… a shared row stays',
    notLive,
    setup: [...people(['prvReadAccount'], 'Basic'), grant('Above', 'ReadAccess, DeleteAccess')],
    request: { method: 'DELETE', path: 'accounts({{Above}})', headers: as('id3') },
    expect: { status: 403, json: { error: { message: { $re: 'prvDeleteAccount' } } } },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-adds',
    fact: 'GrantAccess adds to what was given before',
    notLive,
    setup: [...own, grant('Above', 'ReadAccess'), grant('Above', 'WriteAccess')],
    request: accessOf('Above'),
    expect: { status: 200, json: { AccessRights: 'ReadAccess, WriteAccess' } },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-modify',
    fact: 'ModifyAccess puts rights in place of those given before',
    notLive,
    setup: [...own, grant('Above', 'ReadAccess, WriteAccess'), modify('Above', 'ReadAccess, DeleteAccess')],
    request: accessOf('Above'),
    expect: { status: 200, json: { AccessRights: 'ReadAccess, DeleteAccess' } },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-revoke',
    fact: 'RevokeAccess takes all that was given',
    notLive,
    setup: [...own, grant('Above', 'ReadAccess, WriteAccess'), grant('Below', 'ReadAccess'), revoke('Above')],
    request: { method: 'GET', path: `${mine}&$orderby=name desc`, headers: as('id3') },
    expect: names('Mine', 'Below'),
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-union',
    fact: 'rights of a user and of their team add up',
    notLive,
    setup: [
      ...own,
      post(
        'teams',
        { name: 'Team {{tag}}', 'businessunitid@odata.bind': '/businessunits({{north}})' },
        { capture: { team: 'guid:OData-EntityId' } },
      ),
      post('teams({{team}})/teammembership_association/$ref', { '@odata.id': '{{root}}/systemusers({{id3}})' }),
      grant('Above', 'ReadAccess'),
      grant('Above', 'WriteAccess', principal('team', 'team')),
    ],
    request: accessOf('Above'),
    expect: { status: 200, json: { AccessRights: 'ReadAccess, WriteAccess' } },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    trust: 'disputed',
    id: 'security-share-list',
    fact: 'RetrieveSharedPrincipalsAndAccess says with whom a row is shared, and for what',
    notLive,
    setup: [...own, grant('Above', 'ReadAccess'), grant('Above', 'ReadAccess, WriteAccess', principal('id4'))],
    request: {
      method: 'GET',
      path: "RetrieveSharedPrincipalsAndAccess(Target=@t)?@t={'@odata.id':'accounts({{Above}})'}",
    },
    expect: {
      status: 200,
      json: {
        PrincipalAccesses: {
          $unordered: [
            { AccessMask: 'ReadAccess', Principal: { systemuserid: '{{id3}}' } },
            { AccessMask: 'ReadAccess, WriteAccess', Principal: { systemuserid: '{{id4}}' } },
          ],
        },
      },
    },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-share-cascades',
    fact: 'activities of a row are shared with it, those made before and after',
    notLive,
    setup: [
      ...people(['prvReadAccount', 'prvReadActivity'], 'Basic'),
      post('tasks', { subject: 'Before', 'regardingobjectid_account_task@odata.bind': '/accounts({{Above}})' }),
      grant('Above', 'ReadAccess'),
      post('tasks', { subject: 'After', 'regardingobjectid_account_task@odata.bind': '/accounts({{Above}})' }),
    ],
    request: {
      method: 'GET',
      path: 'tasks?$select=subject&$filter=_regardingobjectid_value eq {{Above}}&$orderby=subject',
      headers: as('id3'),
    },
    expect: { status: 200, json: { value: [{ subject: 'After' }, { subject: 'Before' }] } },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-unshare-cascades',
    fact: 'what a row had from the one above goes when that is not shared any more',
    notLive,
    setup: [
      ...people(['prvReadAccount', 'prvReadActivity'], 'Basic'),
      post('tasks', { subject: 'A', 'regardingobjectid_account_task@odata.bind': '/accounts({{Above}})' }),
      post('tasks', { subject: 'B', 'regardingobjectid_account_task@odata.bind': '/accounts({{Above}})' }),
      grant('Above', 'ReadAccess'),
      revoke('Above'),
    ],
    request: {
      method: 'GET',
      path: 'tasks?$select=subject&$filter=_regardingobjectid_value eq {{Above}}&$orderby=subject',
      headers: as('id3'),
    },
    expect: { status: 200, json: { value: { $len: 0 } } },
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-assign-previous-owner',
    fact: 'the owner before keeps access where the organization says so',
    notLive,
    setup: [
      ...people(['prvReadAccount'], 'Basic'),
      { method: 'GET', path: 'WhoAmI', capture: { organization: 'json:/OrganizationId' } },
      { method: 'PATCH', path: 'organizations({{organization}})', body: { sharetopreviousowneronassign: true } },
      { method: 'PATCH', path: 'accounts({{Mine}})', body: { 'ownerid@odata.bind': '/systemusers({{id4}})' } },
    ],
    request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
    expect: names('Mine'),
  }),
  caseOf({
    area: 'security sharing',
    source: sharing,
    id: 'security-assign-forgets-owner',
    fact: 'the owner before finds a row no more when it is given away',
    notLive,
    setup: [
      ...people(['prvReadAccount'], 'Basic'),
      { method: 'PATCH', path: 'accounts({{Mine}})', body: { 'ownerid@odata.bind': '/systemusers({{id4}})' } },
    ],
    request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
    expect: { status: 200, json: { value: { $len: 0 } } },
  }),
  caseOf({
    area: 'security sharing',
    trust: 'observed',
    source: 'www.inogic.com/blog/2016/02/error-principal-user-is-missing-prvreadaccount-privilege-resolved',
    id: 'security-assign-owner-without-privilege',
    fact: 'a row cannot be given to somebody who may not read such rows',
    notLive,
    setup: [...people(['prvReadAccount'], 'Basic'), user('id9', 'north', 'Wingtip')],
    request: {
      method: 'PATCH',
      path: 'accounts({{Mine}})',
      body: { 'ownerid@odata.bind': '/systemusers({{id9}})' },
    },
    expect: { status: 403, json: { error: { message: { $re: 'Id={{id9}}.*is missing prvReadAccount privilege' } } } },
  }),
]

const templateFor = (mask: number): Step =>
  post(
    'teamtemplates',
    { teamtemplatename: 'Team {{tag}}', objecttypecode: 1, defaultaccessrightsmask: mask },
    { capture: { template: 'guid:OData-EntityId' } },
  )

const recordTeam = (action: string, name: string): Step =>
  post(`systemusers({{id3}})/Microsoft.Dynamics.CRM.${action}`, {
    Record: target(name),
    TeamTemplate: { teamtemplateid: '{{template}}' },
  })

const accessTeams: ConformanceCase[] = [
  caseOf({
    area: 'security teams',
    source: 'use-access-teams-owner-teams-collaborate-share-information.md',
    id: 'security-access-team',
    fact: 'who is added to the access team of a row finds it',
    notLive,
    setup: [...own, templateFor(3), recordTeam('AddUserToRecordTeam', 'Above')],
    request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
    expect: names('Above', 'Mine'),
  }),
  caseOf({
    area: 'security teams',
    source: 'use-access-teams-owner-teams-collaborate-share-information.md',
    id: 'security-access-team-rights',
    fact: 'an access team has the rights of its template',
    notLive,
    setup: [...own, templateFor(65_539), recordTeam('AddUserToRecordTeam', 'Above')],
    request: accessOf('Above'),
    expect: { status: 200, json: { AccessRights: 'ReadAccess, WriteAccess, DeleteAccess' } },
  }),
  caseOf({
    area: 'security teams',
    source: 'use-access-teams-owner-teams-collaborate-share-information.md',
    id: 'security-access-team-left',
    fact: 'who is taken from the access team of a row finds it no more',
    notLive,
    setup: [
      ...own,
      templateFor(1),
      recordTeam('AddUserToRecordTeam', 'Above'),
      recordTeam('AddUserToRecordTeam', 'Below'),
      recordTeam('RemoveUserFromRecordTeam', 'Above'),
    ],
    request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
    expect: names('Below', 'Mine'),
  }),
  caseOf({
    area: 'security teams',
    source: 'use-access-teams-owner-teams-collaborate-share-information.md',
    id: 'security-access-team-kind',
    fact: 'an access team is a team of that type, regarding its row',
    notLive,
    setup: [...own, templateFor(1), recordTeam('AddUserToRecordTeam', 'Above')],
    request: {
      method: 'GET',
      path: 'teams?$select=teamtype,_regardingobjectid_value&$filter=_regardingobjectid_value eq {{Above}}',
    },
    expect: { status: 200, json: { value: [{ teamtype: 1, _regardingobjectid_value: '{{Above}}' }] } },
  }),
  caseOf({
    area: 'security teams',
    source: roles,
    id: 'security-team-role',
    fact: 'a role of a team is one of its members',
    notLive,
    setup: [
      ...people(['prvReadContact'], 'Basic'),
      post(
        'teams',
        { name: 'Team {{tag}}', 'businessunitid@odata.bind': '/businessunits({{north}})' },
        { capture: { team: 'guid:OData-EntityId' } },
      ),
      post('teams({{team}})/teammembership_association/$ref', { '@odata.id': '{{root}}/systemusers({{id3}})' }),
      give('id7', ['prvReadAccount'], 'Local'),
      post('teams({{team}})/teamroles_association/$ref', { '@odata.id': '{{root}}/roles({{id7}})' }),
    ],
    request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
    expect: names('Mine', 'Theirs'),
  }),
  caseOf({
    area: 'security teams',
    source: roles,
    id: 'security-team-owns',
    fact: 'rows of a team are found by its members',
    notLive,
    setup: [
      ...own,
      post(
        'teams',
        { name: 'Team {{tag}}', 'businessunitid@odata.bind': '/businessunits({{north}})' },
        { capture: { team: 'guid:OData-EntityId' } },
      ),
      post('teams({{team}})/teamroles_association/$ref', { '@odata.id': '{{root}}/roles({{id7}})' }),
      post('teams({{team}})/teammembership_association/$ref', { '@odata.id': '{{root}}/systemusers({{id3}})' }),
      { method: 'PATCH', path: 'accounts({{Above}})', body: { 'ownerid@odata.bind': '/teams({{team}})' } },
    ],
    request: { method: 'GET', path: `${mine}&$orderby=name desc`, headers: as('id3') },
    expect: names('Mine', 'Above'),
  }),
]

const reports: readonly Step[] = [
  ...people(['prvReadAccount', 'prvWriteAccount'], 'Basic'),
  { method: 'GET', path: 'WhoAmI', capture: { organization: 'json:/OrganizationId' } },
  {
    method: 'PATCH',
    path: 'organizations({{organization}})',
    body: { ishierarchicalsecuritymodelenabled: true, maxdepthforhierarchicalsecuritymodel: 3 },
  },
  {
    method: 'PATCH',
    path: 'systemusers({{id4}})',
    body: { 'parentsystemuserid@odata.bind': '/systemusers({{id3}})' },
  },
  {
    method: 'PATCH',
    path: 'systemusers({{id5}})',
    body: { 'parentsystemuserid@odata.bind': '/systemusers({{id4}})' },
  },
]

const position = (name: string, above?: string): Step =>
  post(
    'positions',
    { name: `${name} {{tag}}`, ...(above ? { 'parentpositionid@odata.bind': `/positions({{${above}}})` } : {}) },
    { capture: { [name]: 'guid:OData-EntityId' } },
  )

const holds = (holder: string, name: string): Step => ({
  method: 'PATCH',
  path: `systemusers({{${holder}}})`,
  body: { 'positionid@odata.bind': `/positions({{${name}}})` },
})

/** `me` above the administrator of the root unit, and that one above `below`. */
const positions: readonly Step[] = [
  ...people(['prvReadAccount', 'prvWriteAccount'], 'Basic'),
  { method: 'GET', path: 'WhoAmI', capture: { organization: 'json:/OrganizationId' } },
  {
    method: 'PATCH',
    path: 'organizations({{organization}})',
    body: {
      ishierarchicalsecuritymodelenabled: true,
      usepositionhierarchy: true,
      maxdepthforhierarchicalsecuritymodel: 3,
    },
  },
  position('Director'),
  position('Lead', 'Director'),
  position('Clerk', 'Lead'),
  holds('id3', 'Director'),
  holds('admin', 'Lead'),
  holds('id5', 'Clerk'),
]

const hierarchy: ConformanceCase[] = [
  caseOf({
    area: 'security hierarchy',
    source: '/power-platform/admin/hierarchy-security',
    id: 'security-manager-reads',
    fact: 'a manager finds the rows of those below them, as deep as the organization says',
    notLive,
    setup: reports,
    request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
    expect: names('Below', 'Mine', 'Theirs'),
  }),
  caseOf({
    area: 'security hierarchy',
    source: '/power-platform/admin/hierarchy-security',
    id: 'security-manager-writes-direct',
    fact: 'a manager writes the rows of a direct report',
    notLive,
    setup: reports,
    request: { method: 'PATCH', path: 'accounts({{Theirs}})', body: { description: 'x' }, headers: as('id3') },
    expect: { status: 204 },
  }),
  caseOf({
    area: 'security hierarchy',
    source: '/power-platform/admin/hierarchy-security',
    id: 'security-manager-reads-indirect',
    fact: 'a manager only reads the rows of an indirect report',
    notLive,
    setup: reports,
    request: { method: 'PATCH', path: 'accounts({{Below}})', body: { description: 'x' }, headers: as('id3') },
    expect: { status: 403 },
  }),
  caseOf({
    area: 'security hierarchy',
    source: '/power-platform/admin/hierarchy-security',
    id: 'security-manager-depth',
    fact: 'below the depth of the organization a manager finds nothing',
    notLive,
    setup: [
      ...reports,
      {
        method: 'PATCH',
        path: 'organizations({{organization}})',
        body: { maxdepthforhierarchicalsecuritymodel: 1 },
      },
    ],
    request: { method: 'GET', path: `${mine}&$orderby=name desc`, headers: as('id3') },
    expect: names('Theirs', 'Mine'),
  }),
  caseOf({
    area: 'security hierarchy',
    source: '/power-platform/admin/hierarchy-security',
    id: 'security-manager-off',
    fact: 'being a manager gives nothing where hierarchy security is off',
    notLive,
    setup: [
      ...reports,
      {
        method: 'PATCH',
        path: 'organizations({{organization}})',
        body: { ishierarchicalsecuritymodelenabled: false },
      },
    ],
    request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
    expect: names('Mine'),
  }),
  caseOf({
    area: 'security hierarchy',
    source: '/power-platform/admin/hierarchy-security',
    id: 'security-manager-team',
    fact: 'a manager finds the rows of a team that a report is a member of',
    notLive,
    setup: [
      ...reports,
      post(
        'teams',
        { name: 'Team {{tag}}', 'businessunitid@odata.bind': '/businessunits({{north}})' },
        { capture: { team: 'guid:OData-EntityId' } },
      ),
      give('id7', ['prvReadAccount'], 'Local'),
      post('teams({{team}})/teamroles_association/$ref', { '@odata.id': '{{root}}/roles({{id7}})' }),
      post('teams({{team}})/teammembership_association/$ref', { '@odata.id': '{{root}}/systemusers({{id4}})' }),
      { method: 'PATCH', path: 'accounts({{Above}})', body: { 'ownerid@odata.bind': '/teams({{team}})' } },
    ],
    request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
    expect: names('Above', 'Below', 'Mine', 'Theirs'),
  }),
  ...(
    [
      ['reads', 'a user of a higher position finds the rows of those of lower ones, whatever their business unit', {}],
      [
        'writes-direct',
        'and writes those of the position directly below',
        { path: 'accounts({{Above}})', status: 204 },
      ],
      ['reads-indirect', 'but not those further below', { path: 'accounts({{Below}})', status: 403 }],
    ] as const
  ).map(([what, fact, change]) =>
    caseOf({
      area: 'security hierarchy',
      source: '/power-platform/admin/hierarchy-security',
      id: `security-position-${what}`,
      fact,
      notLive,
      setup: positions,
      ...('path' in change
        ? {
            request: { method: 'PATCH', path: change.path, body: { description: 'x' }, headers: as('id3') },
            expect: { status: change.status },
          }
        : {
            request: { method: 'GET', path: `${mine}&$orderby=name`, headers: as('id3') },
            expect: names('Above', 'Below', 'Mine'),
          }),
    }),
  ),
]

const secret = "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='accountnumber')"

const securedColumn: readonly Step[] = [
  ...people(['prvReadAccount', 'prvWriteAccount', 'prvCreateAccount', 'prvAppendAccount'], 'Global'),
  { method: 'PATCH', path: 'accounts({{Mine}})', body: { accountnumber: 'M1' } },
  { method: 'PATCH', path: 'accounts({{Above}})', body: { accountnumber: 'A1' } },
  {
    method: 'PUT',
    path: secret,
    body: {
      '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
      LogicalName: 'accountnumber',
      SchemaName: 'AccountNumber',
      IsSecured: true,
    },
  },
]

const profile = (permission: object): Step[] => [
  post('fieldsecurityprofiles', { fieldsecurityprofileid: '{{id9}}', name: 'Profile {{tag}}' }),
  post('fieldpermissions', {
    entityname: 'account',
    attributelogicalname: 'accountnumber',
    'fieldsecurityprofileid@odata.bind': '/fieldsecurityprofiles({{id9}})',
    ...permission,
  }),
  post('systemusers({{id3}})/systemuserprofiles_association/$ref', {
    '@odata.id': '{{root}}/fieldsecurityprofiles({{id9}})',
  }),
]

const numbered = "accounts?$select=name,accountnumber&$filter=fax eq '{{tag}}'&$orderby=name"

const columns: ConformanceCase[] = [
  caseOf({
    area: 'security columns',
    source: 'column-level-security.md',
    id: 'security-column-hidden',
    fact: 'a secured column is empty for who may not read it',
    notLive,
    setup: securedColumn,
    request: { method: 'GET', path: numbered, headers: as('id3') },
    expect: {
      status: 200,
      json: {
        value: [
          { name: 'Above', accountnumber: null },
          { name: 'Below', accountnumber: null },
          { name: 'Mine', accountnumber: null },
          { name: 'Theirs', accountnumber: null },
        ],
      },
    },
  }),
  caseOf({
    area: 'security columns',
    source: 'column-level-security.md',
    id: 'security-column-administrator',
    fact: 'an administrator reads a secured column',
    notLive,
    setup: securedColumn,
    request: { method: 'GET', path: `${numbered} desc` },
    expect: {
      status: 200,
      json: {
        value: [
          { name: 'Theirs', accountnumber: null },
          { name: 'Mine', accountnumber: 'M1' },
          { name: 'Below', accountnumber: null },
          { name: 'Above', accountnumber: 'A1' },
        ],
      },
    },
  }),
  caseOf({
    area: 'security columns',
    source: 'column-level-security.md',
    id: 'security-column-read',
    fact: 'a profile lets its users read a secured column',
    notLive,
    setup: [...securedColumn, ...profile({ canread: 4 })],
    request: { method: 'GET', path: numbered, headers: as('id3') },
    expect: {
      status: 200,
      json: {
        value: [{ accountnumber: 'A1' }, { accountnumber: null }, { accountnumber: 'M1' }, { accountnumber: null }],
      },
    },
  }),
  caseOf({
    area: 'security columns',
    trust: 'observed',
    source: 'error 0x8004f507 in community threads',
    id: 'security-column-update',
    fact: 'who may not set a secured column is refused, with the name of the column',
    notLive,
    setup: [...securedColumn, ...profile({ canread: 4 })],
    request: { method: 'PATCH', path: 'accounts({{Mine}})', body: { accountnumber: 'M2' }, headers: as('id3') },
    expect: {
      status: 403,
      json: { error: { code: '0x8004f507', message: { $re: 'update permissions to a accountnumber secured field' } } },
    },
  }),
  caseOf({
    area: 'security columns',
    source: 'column-level-security.md',
    id: 'security-column-update-allowed',
    fact: 'a profile lets its users set a secured column',
    notLive,
    setup: [...securedColumn, ...profile({ canread: 4, canupdate: 4 })],
    request: { method: 'PATCH', path: 'accounts({{Mine}})', body: { accountnumber: 'M2' }, headers: as('id3') },
    expect: { status: 204 },
  }),
  caseOf({
    area: 'security columns',
    source: 'column-level-security.md',
    id: 'security-column-create',
    fact: 'a row with a secured column that one may not fill is not made',
    notLive,
    setup: [...securedColumn, ...profile({ canread: 4, canupdate: 4 })],
    request: post('accounts', { name: 'x', accountnumber: 'X1' }, { headers: as('id3') }),
    expect: { status: 403, json: { error: { code: '0x8004f507' } } },
  }),
  caseOf({
    area: 'security columns',
    source: 'column-level-security.md',
    id: 'security-column-definition',
    fact: 'the definition of a column says that it is secured',
    notLive,
    setup: securedColumn,
    request: { method: 'GET', path: `${secret}?$select=IsSecured,CanBeSecuredForRead` },
    expect: { status: 200, json: { IsSecured: true, CanBeSecuredForRead: true } },
  }),
  caseOf({
    area: 'security columns',
    source: 'column-level-security.md',
    id: 'security-column-administrators-profile',
    fact: 'the profile of the administrators has every secured column',
    notLive,
    setup: securedColumn,
    request: {
      method: 'GET',
      path: 'fieldpermissions?$select=entityname,attributelogicalname,canread&$filter=_fieldsecurityprofileid_value eq 572329c1-a042-4e22-be47-367c6374ea45',
    },
    expect: {
      status: 200,
      json: { value: [{ entityname: 'account', attributelogicalname: 'accountnumber', canread: 4 }] },
    },
  }),
]

export const security: readonly ConformanceCase[] = [
  ...reading,
  ...doing,
  ...naming,
  ...sharingCases,
  ...accessTeams,
  ...hierarchy,
  ...columns,
]
