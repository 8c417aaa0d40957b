import { defineSchema } from '@dynamics-kit/odata'
import type { Schema } from '@dynamics-kit/odata'

/** Each table's file adds its own. */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type
export interface Tables {}

export const schema: Schema<Tables> = defineSchema<Tables>({
  account: {
    entitySet: 'accounts',
    key: 'accountid',
    columns: {
      text: 'accountnumber name',
      boolean: 'creditonhold',
      dateTime: 'createdon',
      integer: 'numberofemployees',
      money: 'revenue',
      choice: { statecode: { 0: 'Active', 1: 'Inactive' } },
      lookup: { primarycontactid: 'contact' },
    },
    many: { contact_customer_accounts: 'contact' },
  },
  contact: {
    entitySet: 'contacts',
    key: 'contactid',
    columns: {
      text: 'emailaddress1 firstname fullname lastname',
      lookup: { parentcustomerid: 'account contact' },
    },
  },
})
