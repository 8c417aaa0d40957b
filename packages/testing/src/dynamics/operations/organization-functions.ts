import { Fault, validation } from '../fault.ts'
import { complexAnswer } from './complex-answer.ts'
import type { OperationHandler } from './invocation.ts'

/** Version the fake calls itself. */
const version = '9.2.24073.198'

export const whoAmI: OperationHandler = {
  kind: 'function',
  run({ exchange }) {
    const { caller, organization, scan } = exchange
    if (scan.access.roleCount === 0) {
      throw new Fault(
        403,
        '0x80042f09',
        `SecLib::CheckPrivilegeForUser failed - no roles are assigned to user. Returned hr = -2147209463, User: ${caller.userId}`,
      )
    }
    return complexAnswer(
      exchange,
      'WhoAmIResponse',
      { BusinessUnitId: caller.businessUnitId, UserId: caller.userId, OrganizationId: organization.id },
      { 'x-ms-dop-hint': '4' },
    )
  },
}

export const retrieveVersion: OperationHandler = {
  kind: 'function',
  run: ({ exchange }) => complexAnswer(exchange, 'RetrieveVersionResponse', { Version: version }),
}

export const retrieveCurrentOrganization: OperationHandler = {
  kind: 'function',
  run({ exchange }) {
    const { organization, base } = exchange
    return complexAnswer(exchange, 'RetrieveCurrentOrganizationResponse', {
      Detail: {
        OrganizationId: organization.id,
        FriendlyName: organization.name,
        OrganizationVersion: version,
        EnvironmentId: `Default-${organization.tenantId}`,
        DatacenterId: '00000000-0000-0000-0000-000000000000',
        Geo: 'NA',
        TenantId: organization.tenantId,
        UrlName: organization.uniqueName,
        UniqueName: organization.uniqueName,
        State: 'Enabled',
        Endpoints: {
          Count: 3,
          IsReadOnly: false,
          Keys: ['WebApplication', 'OrganizationService', 'OrganizationDataService'],
          Values: [
            `${base}/`,
            `${base}/XRMServices/2011/Organization.svc`,
            `${base}/XRMServices/2011/OrganizationData.svc`,
          ],
        },
      },
    })
  },
}

export const retrieveTotalRecordCount: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const names = parameters['EntityNames']
    if (!Array.isArray(names)) throw validation('0x80040203', "The parameter 'EntityNames' has to be a list of names.")
    const counts = names.map((name) => {
      const table = exchange.scan.schema.table(String(name))
      if (!table) throw validation('0x80040203', `The entity with a name = '${String(name)}' was not found.`)
      return table.concrete.reduce((sum, one) => sum + exchange.scan.store.table(one).size, 0)
    })
    return complexAnswer(exchange, 'RetrieveTotalRecordCountResponse', {
      EntityRecordCountCollection: { Count: names.length, IsReadOnly: false, Keys: names, Values: counts },
    })
  },
}

/** Language codes: English alone. */
const languages = [1033]

export const retrieveProvisionedLanguages: OperationHandler = {
  kind: 'function',
  run: ({ exchange }) =>
    complexAnswer(exchange, 'RetrieveProvisionedLanguagesResponse', { RetrieveProvisionedLanguages: languages }),
}

export const retrieveAvailableLanguages: OperationHandler = {
  kind: 'function',
  run: ({ exchange }) => complexAnswer(exchange, 'RetrieveAvailableLanguagesResponse', { LocaleIds: languages }),
}
