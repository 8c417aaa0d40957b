import { expect, test } from 'vitest'
import { parseAuthorizationUri, parseChallenge } from './challenge.ts'

const uri = 'https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/oauth2/authorize'

test.each([
  [`Bearer authorization_uri=${uri}, resource_id=https://contoso.crm.dynamics.com/`],
  [`bearer Authorization_Uri="${uri}",resource_id="https://contoso.crm.dynamics.com/"`],
  [
    `Bearer error=invalid_token, error_description=Error during token validation!, authorization_uri=${uri}, resource_id=https://contoso.crm.dynamics.com/`,
  ],
  [`Bearer realm="a, b=c", authorization_uri="${uri}", resource_id=https://contoso.crm.dynamics.com/`],
])('reads %j', (header) => {
  expect(parseChallenge(header)).toEqual({
    authorizationUri: uri,
    resourceId: 'https://contoso.crm.dynamics.com/',
  })
})

test.each([undefined, '', 'Basic realm="contoso"', 'Negotiate'])('%j is no Bearer challenge', (header) => {
  expect(parseChallenge(header)).toBeUndefined()
})

test.each([
  [
    uri,
    { authority: 'https://login.microsoftonline.com', tenant: '11111111-1111-1111-1111-111111111111', isAdfs: false },
  ],
  [
    'https://login.windows.net/common/oauth2/authorize',
    { authority: 'https://login.windows.net', tenant: undefined, isAdfs: false },
  ],
  [
    'https://sts.contoso.example/adfs/oauth2/authorize',
    { authority: 'https://sts.contoso.example', tenant: 'adfs', isAdfs: true },
  ],
  ['not an address', undefined],
])('finds authority and tenant in %j', (address, expected) => {
  expect(parseAuthorizationUri(address)).toEqual(expected)
})
