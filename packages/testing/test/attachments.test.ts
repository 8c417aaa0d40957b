import { expect, test } from 'vitest'
import { createFakeDynamics } from '@dynamics-kit/testing'

const account = '00000000-0000-4000-8000-000000000001'
const email = '00000000-0000-4000-8000-000000000002'

/** An e-mail of Ada's about her account, with two files. */
function withAttachments() {
  const fake = createFakeDynamics({ users: { ada: { roles: ['Basic User'] }, grace: { roles: ['Basic User'] } } })
  const as = async (caller: string | undefined, method: string, path: string, body?: object) => {
    const { url, fetch, credential } = caller === undefined ? fake.connection : fake.as(caller)
    const { token } = await credential.getToken()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${url}/api/data/v9.2/${path}`, { method, headers, ...init })
    const text = await response.text()
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
  }
  const seen = async (caller: string) =>
    (await as(caller, 'GET', 'activitymimeattachments?$select=filename')).json.value.length
  return { fake, as, seen }
}

test('attachments belong to the owner of their e-mail, also when that is assigned, or goes along with another row', async () => {
  const { fake, as, seen } = withAttachments()
  await as('ada', 'POST', 'accounts', { accountid: account, name: 'Contoso' })
  await as('ada', 'POST', 'emails', {
    activityid: email,
    subject: 'Minutes',
    'regardingobjectid_account@odata.bind': `/accounts(${account})`,
    email_activity_mime_attachment: [{ filename: 'a.txt', body: 'aGVsbG8=' }, { filename: 'b.txt' }],
  })
  expect([await seen('ada'), await seen('grace')]).toEqual([2, 0])
  const [ada, grace] = ['ada', 'grace'].map(
    (name) => fake.rows('systemusers').find(({ fullname }) => fullname === name)?.['systemuserid'],
  )

  const versions = () => fake.rows('activitymimeattachments').map(({ versionnumber }) => versionnumber)
  const before = versions()
  expect((await as('ada', 'PATCH', `emails(${email})`, { description: 'of today' })).status).toBe(204)
  expect(versions()).toEqual(before)

  await as(undefined, 'PATCH', `emails(${email})`, {
    subject: 'More minutes',
    'ownerid@odata.bind': `/systemusers(${grace})`,
  })
  expect([await seen('ada'), await seen('grace')]).toEqual([0, 2])
  expect(fake.rows('activitymimeattachments')).toMatchObject([
    { _ownerid_value: grace, _owninguser_value: grace, activitysubject: 'More minutes' },
    { _ownerid_value: grace, _owninguser_value: grace, activitysubject: 'More minutes' },
  ])

  await as(undefined, 'PATCH', `accounts(${account})`, { 'ownerid@odata.bind': `/systemusers(${grace})` })
  await as(undefined, 'PATCH', `accounts(${account})`, { 'ownerid@odata.bind': `/systemusers(${ada})` })
  expect([await seen('ada'), await seen('grace')]).toEqual([2, 0])
})

test('attachments follow their e-mail into the business unit that its owner moved to', async () => {
  const { fake, as } = withAttachments()
  const units = await as(undefined, 'GET', 'businessunits?$select=businessunitid')
  const [root] = units.json.value
  await as('ada', 'POST', 'emails', {
    activityid: email,
    subject: 'Minutes',
    email_activity_mime_attachment: [{ filename: 'a.txt' }],
  })
  const west = '00000000-0000-4000-8000-000000000004'
  const parent = `/businessunits(${root.businessunitid})`
  await as(undefined, 'POST', 'businessunits', {
    businessunitid: west,
    name: 'West',
    'parentbusinessunitid@odata.bind': parent,
  })
  const ada = fake.rows('systemusers').find(({ fullname }) => fullname === 'ada')?.['systemuserid']
  const moved = { 'businessunitid@odata.bind': `/businessunits(${west})` }
  expect((await as(undefined, 'PATCH', `systemusers(${ada})`, moved)).status).toBe(204)
  await as(undefined, 'PATCH', `emails(${email})`, { description: 'of today' })
  expect(fake.rows('emails')).toMatchObject([{ _owningbusinessunit_value: west }])
  expect(fake.rows('activitymimeattachments')).toMatchObject([{ _owningbusinessunit_value: west }])
})

test('an attachment that is moved to another e-mail is counted there', async () => {
  const { fake, as } = withAttachments()
  const other = '00000000-0000-4000-8000-000000000003'
  await as('ada', 'POST', 'emails', { activityid: other, subject: 'Agenda' })
  await as('ada', 'POST', 'emails', {
    activityid: email,
    subject: 'Minutes',
    email_activity_mime_attachment: [{ filename: 'a.txt' }, { filename: 'b.txt' }],
  })
  const id = fake.rows('activitymimeattachments')[0]?.['activitymimeattachmentid']
  const moved = { 'objectid_email@odata.bind': `/emails(${other})` }
  expect((await as('ada', 'PATCH', `activitymimeattachments(${id})`, moved)).status).toBe(204)
  const counts = fake.rows('emails').map(({ subject, attachmentcount }) => [subject, attachmentcount])
  expect(Object.fromEntries(counts)).toEqual({ Agenda: 1, Minutes: 1 })
})

test.each([
  ['Attachment', 'activitymimeattachment', 'body'],
  ['Annotation', 'annotation', 'documentbody'],
])('the token of an upload of a row that is not made yet downloads nothing: %s', async (noun, table, column) => {
  const { as } = withAttachments()
  const Target = { '@odata.type': `Microsoft.Dynamics.CRM.${table}` }
  const begun = await as(undefined, 'POST', `Initialize${noun}BlocksUpload`, { Target })
  const { FileContinuationToken } = begun.json
  const { status, json } = await as(undefined, 'POST', 'DownloadBlock', {
    Offset: 0,
    BlockLength: 1,
    FileContinuationToken,
  })
  expect([status, json.error.message]).toEqual([404, `No file attachment found for attribute: ${column}.`])
})

test('line breaks in base64 are no part of a file', async () => {
  const { fake, as } = withAttachments()
  const lines = { subject: 'Plan', filename: 'plan.txt', documentbody: 'dHdlbHZl\r\nIGJ5dGVz\r\n' }
  expect((await as(undefined, 'POST', 'annotations', lines)).status).toBe(204)
  expect(fake.rows('annotations')).toMatchObject([{ filesize: 12 }])
})

test('a file that came in blocks is held to the limit of the organization too', async () => {
  const { as } = withAttachments()
  const Target = { '@odata.type': 'Microsoft.Dynamics.CRM.annotation', subject: 'Plan', filename: 'plan.pdf' }
  const { FileContinuationToken } = (await as(undefined, 'POST', 'InitializeAnnotationBlocksUpload', { Target })).json
  const BlockList = ['MQ==', 'Mg==']
  for (const BlockId of BlockList) {
    const BlockData = 'A'.repeat(4 * 700_000)
    await as(undefined, 'POST', 'UploadBlock', { BlockId, BlockData, FileContinuationToken })
  }
  const commit = { Target, BlockList, FileContinuationToken }
  const { status, json } = await as(undefined, 'POST', 'CommitAnnotationBlocksUpload', commit)
  expect([status, json.error.message]).toEqual([400, 'Attachment file size is too big.'])
})
