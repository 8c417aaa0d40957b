import { expect, test } from 'vitest'
import * as setup from '../src/index.ts'

/** As plain JavaScript calls it. */
type Anything = (...options: unknown[]) => unknown

const all = setup as unknown as Readonly<Record<string, Anything>>

test.each([
  ['addApplicationUser', '{ dynamics, clientId, roles }'],
  ['addSecurityRole', '{ dynamics, name, tables }'],
  ['applyRepair', 'finding.repair, { administrator, dynamics }'],
  ['azurePipelinesJob', '{ organizationId, organization, project, serviceConnection }'],
  ['gitHubJob', "{ repository: 'contoso/integration', environment: 'production' }"],
  ['kubernetesPod', '{ issuer, serviceAccount }'],
  ['planSetup', '{ administrator, url, name, roles }'],
  ['planTeardown', '{ administrator, url, clientId }'],
  ['registerApp', '{ administrator, name }'],
  ['rotate', '{ administrator, store }'],
  ['setUp', '{ administrator, url, name, roles }'],
  ['tearDown', '{ administrator, url, clientId }'],
])('%s says what it takes when options are forgotten', async (name, example) => {
  const error = await (async () => all[name]?.())().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(TypeError)
  expect((error as TypeError).message).toBe(`${name}: takes options, such as ${name}(${example})`)
})

test('a misspelt option of the doctor is told, with those there are', async () => {
  const misspelt = all['diagnose']?.({ enviroment: {} })
  await expect(misspelt).rejects.toThrow(
    /^enviroment: is no option of diagnose; there are environment, url, credential/,
  )
  await expect(all['diagnose']?.('https://contoso.crm.dynamics.com')).rejects.toThrow(/^diagnose: takes an object of/)
  expect(() => all['envFile']?.()).toThrow('path: is missing; give the name of a file, such as .env')
})
