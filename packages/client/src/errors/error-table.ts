import type { DynamicsErrorCode, SetupStep } from './error-code.ts'

/** What one code of Dataverse means. */
export interface KnownError {
  readonly code: DynamicsErrorCode
  /** In place of the service's own text, when that quotes row data or says little. */
  readonly problem?: string
  readonly step?: SetupStep
  readonly fix?: string
}

const APPLICATION_USER =
  'In the Power Platform admin center open Manage > Environments > this environment > Settings > Users + permissions > Application users'

const NOT_A_MEMBER: KnownError = {
  code: 'not-a-member',
  problem: 'the app is not a user of this environment',
  step: 2,
  fix: `${APPLICATION_USER}, create a New app user for the app registration's client ID, with a business unit and a security role. If it is there already, check that the URL names the environment you mean.`,
}
const NO_ROLE: KnownError = {
  code: 'no-role',
  problem: 'the application user has no security role',
  step: 2,
  fix: `${APPLICATION_USER}, select the app user and use Edit security roles to give it a role.`,
}
const PRIVILEGE: KnownError = {
  code: 'privilege',
  step: 2,
  fix: `${APPLICATION_USER}, select the app user, and either give it a security role with this privilege or add the privilege to a role it has.`,
}
const USER_DISABLED: KnownError = {
  code: 'user-disabled',
  problem: 'the application user is disabled',
  step: 2,
  fix: `${APPLICATION_USER}, find the app user among the inactive ones and activate it.`,
}
const EXPIRED: KnownError = {
  code: 'unauthorized',
  problem: 'the access token has expired',
  step: 3,
  fix: 'Let the credential renew its token: give the client a credential, not a fixed token, and check the clock of this machine.',
}
const THROTTLED: KnownError = {
  code: 'throttled',
  step: 4,
  fix: 'Send fewer requests at once, or spread the load over more application users: limits count per user over five minutes.',
}
/** A row that was to be created is there already. */
export const EXISTS: KnownError = {
  code: 'duplicate',
  problem: 'a row with the same key values exists already',
  step: 4,
  fix: 'Look for the row by its key and change that one, or write with upsert, which changes it where it is.',
}
const QUERY_LIMIT: KnownError = { code: 'query-limit', step: 4 }
const QUERY_TIMEOUT: KnownError = {
  code: 'query-timeout',
  step: 4,
  fix: 'Ask for less: fewer columns and rows, no leading wildcards, a condition on an indexed column.',
}
/** Names come from metadata and their case counts. */
export const UNKNOWN_TABLE: KnownError = {
  code: 'unknown-table',
  step: 4,
  fix: 'Check the spelling: entity set names are case-sensitive and come from metadata (EntitySetName), not from the plural of the table.',
}
/** Of actions and functions. */
export const UNKNOWN_OPERATION: KnownError = {
  code: 'unknown-operation',
  step: 4,
  fix: 'Check the spelling, which is case-sensitive, and whether it is bound to a table; a Custom API has to be in this environment. $metadata lists all there are.',
}
/** Of definitions. */
export const NO_DEFINITION: KnownError = {
  code: 'unknown-table',
  step: 4,
  fix: 'Check the spelling: definitions go by logical names, account and not accounts, relationships by SchemaName; EntityDefinitions lists them.',
}
/** Of columns, keys, relationships and choices. */
export const NO_PART: KnownError = {
  code: 'not-found',
  step: 4,
  fix: 'Check the spelling: columns, keys and choices go by logical names, in lower case, relationships by SchemaName; what contains them lists them.',
}
export const UNKNOWN_COLUMN: KnownError = {
  code: 'unknown-column',
  step: 4,
  fix: "Check the spelling: column names are lower case, and a lookup is read as _name_value; EntityDefinitions(…)/Attributes lists them. In a $filter, text stands in quotes: name eq 'Contoso'.",
}
const INVALID_QUERY: KnownError = { code: 'invalid-query', step: 4 }
export const NO_SUCH_KEY: KnownError = {
  ...INVALID_QUERY,
  fix: 'Use columns that are an alternate key of the table in this environment, all of them, or look for the id of the row with where. metadata.createKey makes one.',
}
const VALIDATION: KnownError = { code: 'validation', step: 4 }
const RESTRICTED: KnownError = { code: 'restricted', step: 4 }

/** Dataverse's codes, lower-case hex ("Web service error codes" on Microsoft Learn, and what services answer). */
export const ERRORS_BY_DATAVERSE_CODE: Readonly<Record<string, KnownError>> = {
  // at the door
  '0x80072560': NOT_A_MEMBER,
  '0x80042f09': NO_ROLE,
  '0x80040225': USER_DISABLED,
  '0x80041d1f': USER_DISABLED,
  '0x8004a112': USER_DISABLED,
  '0x8004d24b': {
    code: 'no-license',
    step: 2,
    fix: 'Give the user a licence, or use an application user, which needs none.',
  },
  '0x80095ffe': {
    code: 'ip-blocked',
    problem: "the environment's IP firewall refuses this machine's address",
    step: 4,
    fix: 'In the Power Platform admin center open the environment > Settings > Privacy + Security > IP firewall, and allow the outgoing address of this machine.',
  },
  '0x80095ffc': {
    code: 'app-blocked',
    problem: 'the environment refuses this application',
    step: 2,
    fix: 'Ask an administrator to allow the client ID in the client application access control of the environment.',
  },
  '0x80072559': {
    code: 'unauthorized',
    problem: 'the environment could not read the app from Microsoft Entra ID',
    step: 1,
    fix: "Check that the app has a service principal (an entry under Enterprise applications) in the environment's tenant; right after its creation, wait some minutes.",
  },
  '0x8005f101': EXPIRED,
  '0x8004a101': EXPIRED,
  '0x8004a110': {
    code: 'impersonation',
    step: 2,
    fix: 'Give the application user the privilege prvActOnBehalfOfAnotherUser (security role Delegate).',
  },
  // privileges
  '0x80040220': PRIVILEGE,
  '0x80040204': PRIVILEGE,
  '0x80040231': PRIVILEGE,
  '0x80040299': PRIVILEGE,
  '0x80048306': PRIVILEGE,
  '0x8004f507': {
    code: 'privilege',
    step: 2,
    fix: 'Add the application user to a column security profile that covers the column.',
  },
  // rows
  '0x80040217': { code: 'not-found', step: 4 },
  '0x80060891': {
    code: 'not-found',
    problem: 'no row has these key values',
    step: 4,
    fix: 'Check the values of the alternate key, also of rows that a lookup refers to by one: they have to be there before.',
  },
  '0x80060882': {
    code: 'concurrency',
    problem: 'the row was changed since it was read',
    step: 4,
    fix: 'Read the row again and decide whether your change still applies.',
  },
  '0x80060883': VALIDATION,
  '0x8006088d': { ...VALIDATION, fix: 'Leave ifMatch out for this table: it does not keep versions of its rows.' },
  '0x80040237': EXISTS,
  '0x80060892': EXISTS,
  '0x80073002': EXISTS,
  '0x80040333': {
    ...EXISTS,
    problem: 'duplicate detection found a similar row',
    fix: 'Look for the row that it found and change that one, or leave detectDuplicates out to write this one all the same.',
  },
  '0x80040227': RESTRICTED,
  '0x80040228': RESTRICTED,
  '0x8004022e': RESTRICTED,
  '0x80040230': { ...RESTRICTED, fix: 'Activate the row first: update its statecode and statuscode.' },
  '0x80040233': RESTRICTED,
  // values
  '0x80040200': VALIDATION,
  '0x80040203': VALIDATION,
  '0x80040229': VALIDATION,
  '0x80040239': VALIDATION,
  '0x80040266': VALIDATION,
  '0x8004431a': VALIDATION,
  '0x80044330': VALIDATION,
  '0x80044331': VALIDATION,
  '0x80048408': VALIDATION,
  '0x80048d19': {
    ...VALIDATION,
    problem: 'the payload has a column, type or format that the table does not take',
    fix: 'Compare names and values with the definition of the table. Of tables known by name, a lookup is written as "primarycontactid@odata.bind": "/contacts(id)", a choice as its number, a date as ISO text; generated tables do that by themselves.',
  },
  '0x80072553': VALIDATION,
  '0x80090487': VALIDATION,
  '0x80044a02': { code: 'too-large', step: 4 },
  '0x8004418a': { code: 'too-large', step: 4, fix: 'Send fewer or smaller rows in one request.' },
  // custom code
  '0x80040265': { code: 'plugin', step: 4 },
  '0x80040224': { code: 'plugin', step: 4 },
  // queries
  '0x0': INVALID_QUERY,
  '0x80060888': INVALID_QUERY,
  '0x8006088a': INVALID_QUERY,
  '0x80060890': NO_SUCH_KEY,
  '0x80040201': INVALID_QUERY,
  '0x80041102': UNKNOWN_TABLE,
  '0x80072493': UNKNOWN_TABLE,
  '0x80041103': UNKNOWN_COLUMN,
  '0x80041106': INVALID_QUERY,
  '0x80041107': INVALID_QUERY,
  '0x80041108': INVALID_QUERY,
  '0x80041109': INVALID_QUERY,
  '0x8004110a': INVALID_QUERY,
  '0x8004110c': INVALID_QUERY,
  '0x80041128': {
    ...INVALID_QUERY,
    fix: 'Send the FetchXML to the entity set of the table that its entity element names.',
  },
  '0x80041120': INVALID_QUERY,
  '0x80041121': INVALID_QUERY,
  '0x80041122': INVALID_QUERY,
  '0x80041130': INVALID_QUERY,
  '0x8004e00b': INVALID_QUERY,
  '0x80072491': { ...INVALID_QUERY, fix: 'Turn on change tracking for the table.' },
  '0x8004430a': QUERY_LIMIT,
  '0x8004430c': QUERY_LIMIT,
  '0x8004430d': QUERY_LIMIT,
  '0x8004430e': QUERY_LIMIT,
  '0x8004e023': QUERY_LIMIT,
  '0x8004e024': QUERY_LIMIT,
  '0x80044151': QUERY_TIMEOUT,
  '0x80048573': QUERY_TIMEOUT,
  '0x80048574': QUERY_TIMEOUT,
  '0x8005e00e': QUERY_TIMEOUT,
  '0x80048544': QUERY_TIMEOUT,
  '0x80048644': QUERY_TIMEOUT,
  '0x80048744': QUERY_TIMEOUT,
  '0x80048745': QUERY_TIMEOUT,
  // the service
  '0x80072321': THROTTLED,
  '0x80072322': THROTTLED,
  '0x80072326': THROTTLED,
  '0x80072323': THROTTLED,
  '0x80072324': THROTTLED,
  '0x80072325': THROTTLED,
  '0x80040216': { code: 'server', step: 4 },
  '0x80044150': { code: 'server', step: 4 },
  '0x80071151': { code: 'unavailable', step: 4, fix: 'Wait until the solution import or publish has ended.' },
}

/** When there is no known code, the status decides. */
export const ERRORS_BY_STATUS: Readonly<Record<number, KnownError>> = {
  400: VALIDATION,
  401: { code: 'unauthorized', step: 3 },
  403: { code: 'forbidden', step: 2 },
  404: { code: 'not-found', step: 4 },
  405: { code: 'method-not-allowed', step: 4 },
  412: { code: 'concurrency', problem: 'the condition on the row does not hold', step: 4 },
  413: { code: 'too-large', step: 4 },
  429: THROTTLED,
  501: { code: 'http', problem: 'the service does not implement this', step: 4 },
  502: { code: 'unavailable', problem: 'the service did not answer its gateway', step: 4 },
  503: {
    code: 'unavailable',
    problem: 'the environment is not available',
    step: 4,
    fix: 'Try again later; in the Power Platform admin center see whether it is in administration mode, being moved or disabled.',
  },
  504: { code: 'unavailable', problem: 'the service did not answer its gateway in time', step: 4 },
}
