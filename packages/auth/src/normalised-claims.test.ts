import { expect, test } from 'vitest'
import { normalisedClaims } from './normalised-claims.ts'

test('is one text for claims that mean the same', () => {
  const spellings = [
    '{"access_token":{"nbf":{"essential":true,"value":"1"},"xms_cc":{"values":["CP1"]}}}',
    '{ "access_token": { "xms_cc": { "values": ["CP1"] }, "nbf": { "value": "1", "essential": true } } }',
  ]
  expect(new Set(spellings.map(normalisedClaims)).size).toBe(1)
})

test('keeps apart what differs, and the order of values', () => {
  const claims = ['{"a":["x","y"]}', '{"a":["y","x"]}', '{"a":"x"}', '{"a":null}', '{}']
  expect(new Set(claims.map(normalisedClaims)).size).toBe(claims.length)
})

test.each(['eyJhY2Nlc3NfdG9rZW4iOnt9fQ==', '', 'null', '"text"', '{'])('refuses %j, and says what to do', (claims) => {
  expect(() => normalisedClaims(claims)).toThrow(/^claims: .*decode it first$/)
})
