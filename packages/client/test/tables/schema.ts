import { defineSchema } from '@dynamics-kit/odata'
import type { Schema } from '@dynamics-kit/odata'

/** Each table's file adds its own. */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type
export interface Tables {}

const state = { 0: 'Active', 1: 'Inactive' } as const

export const schema: Schema<Tables> = defineSchema<Tables>(
  {
    account: {
      entitySet: 'accounts',
      key: 'accountid',
      alternateKeys: ['accountnumber', 'name parentaccountid'],
      columns: {
        text: 'name accountnumber',
        money: 'revenue',
        integer: 'numberofemployees',
        boolean: 'creditonhold',
        dateTime: 'createdon',
        choice: {
          industrycode: { 1: 'Accounting', 10: 'Consulting', 18: 'Food & Tobacco', 19: 'Other', 20: 'Other' },
          statecode: state,
        },
        choices: { new_channels: { 1: 'Mail', 2: 'Phone', 3: 'Web' } },
        lookup: { primarycontactid: 'contact', parentaccountid: 'account', new_regionid: 'account:new_RegionId' },
      },
      many: {
        account_parent_account: 'account',
        contact_customer_accounts: 'contact',
        Account_Tasks: 'task',
      },
    },
    contact: {
      entitySet: 'contacts',
      key: 'contactid',
      columns: {
        text: 'firstname lastname fullname emailaddress1',
        dateOnly: 'birthdate',
        dateTime: 'createdon',
        choice: { statecode: state },
        lookup: {
          parentcustomerid: 'account contact',
          ownerid: 'systemuser:ownerid team:ownerid',
          owninguser: 'systemuser',
        },
      },
      many: { account_primary_contact: 'account', Contact_Tasks: 'task' },
    },
    systemuser: {
      entitySet: 'systemusers',
      key: 'systemuserid',
      columns: { text: 'fullname', boolean: 'isdisabled' },
    },
    task: {
      entitySet: 'tasks',
      key: 'activityid',
      columns: {
        text: 'subject',
        dateTime: 'scheduledend',
        choice: { statecode: { 0: 'Open', 1: 'Completed', 2: 'Canceled' } },
        lookup: {
          regardingobjectid: 'account:regardingobjectid_account_task contact:regardingobjectid_contact_task',
        },
      },
    },
  },
  { team: 'teams' },
)
