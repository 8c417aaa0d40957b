import { parseEnvironmentUrl } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'

describe('parseEnvironmentUrl finds the environment in', () => {
  const ORIGIN = 'https://contoso.crm4.dynamics.com'
  test.each([
    'https://contoso.crm4.dynamics.com/main.aspx?appid=1&pagetype=entitylist',
    'HTTPS://Contoso.CRM4.dynamics.com/',
    'contoso.crm4.dynamics.com',
    '  https://contoso.crm4.dynamics.com  \n',
    '"https://contoso.crm4.dynamics.com"',
    '<https://contoso.crm4.dynamics.com>',
    'https://contoso.api.crm4.dynamics.com/api/data/v9.2/',
    'contoso.api.crm4.dynamics.com',
    'https://contoso.crm4.dynamics.com/XRMServices/2011/Organization.svc',
    'https://contoso.crm4.dynamics.com//',
    'https://contoso.crm4.dynamics.com#x',
  ])('%j', (text) => {
    expect(parseEnvironmentUrl(text)).toEqual({ origin: ORIGIN, cloud: 'public' })
  })
})

describe('parseEnvironmentUrl tells the cloud of', () => {
  test.each([
    ['contoso.crm.dynamics.com', 'public'],
    ['contoso.crm21.dynamics.com', 'public'],
    ['contoso.crm9.dynamics.com', 'gcc'],
    ['contoso.crm.microsoftdynamics.us', 'gccHigh'],
    ['contoso.crm.appsplatform.us', 'dod'],
    ['contoso.crm.dynamics.cn', 'china'],
  ])('%s', (host, cloud) => {
    expect(parseEnvironmentUrl(host)).toEqual({ origin: `https://${host}`, cloud })
  })

  test('no vanity host', () => {
    expect(parseEnvironmentUrl('https://crm.contoso.example')).toEqual({ origin: 'https://crm.contoso.example' })
  })
})

describe('parseEnvironmentUrl accepts http on this machine', () => {
  test.each([
    'http://localhost:4000',
    'http://127.0.0.1:4000/api',
    'http://[::1]:4000',
    'http://contoso.localhost:4000',
  ])('%s', (url) => {
    expect(parseEnvironmentUrl(url).origin).toBe(new URL(url).origin)
  })
})

describe('parseEnvironmentUrl refuses', () => {
  test.each([
    ['http://contoso.crm4.dynamics.com', /must start with https/],
    ['ftp://contoso.crm4.dynamics.com', /must start with https/],
    ['https://make.powerapps.com/environments/1/home', /maker portal.*Environment URL/],
    ['https://admin.powerplatform.microsoft.com/environments', /admin center.*Environment URL/],
    ['https://contoso.operations.dynamics.com', /Finance and Operations/],
    ['https://contoso.operations.eu.dynamics.com', /Finance and Operations/],
    ['https://api.businesscentral.dynamics.com/v2.0', /Business Central/],
    ['https://contoso.crm.microsoftdynamics.de', /closed on 29 October 2021/],
    ['https://contoso.powerappsportals.com', /Power Pages/],
    ['https://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances', /discovery service/],
    ['https://home.dynamics.com', /home page/],
    ['https://login.microsoftonline.com/common', /sign-in page/],
    ['contoso', /not a full host name/],
    ['', /is empty/],
    ['   ', /is empty/],
    ['https://', /is not a URL/],
    ['https://user:secret@contoso.crm4.dynamics.com', /user name or password/],
  ])('%j', (text, message) => {
    expect(() => parseEnvironmentUrl(text)).toThrow(TypeError)
    expect(() => parseEnvironmentUrl(text)).toThrow(message)
  })

  test('without repeating a secret that was pasted in its place', () => {
    const secret = 'abc8Q~ a secret with blanks'
    expect(() => parseEnvironmentUrl(secret)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('8Q~') }),
    )
    expect(() => parseEnvironmentUrl('https://user:hunter2@contoso.crm4.dynamics.com')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    )
  })
})
