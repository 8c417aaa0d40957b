/* oxlint-disable import/no-cycle -- tables refer to each other, through functions that are called later */
import { defineTable } from '@dynamics-kit/odata'
import type {
  ChoiceColumn,
  DateTimeColumn,
  KeyColumn,
  LookupColumn,
  NotNull,
  One,
  Table,
  TableShape,
  TextColumn,
} from '@dynamics-kit/odata'
import { accounts } from './accounts.ts'
import type { AccountTable } from './accounts.ts'
import { contacts } from './contacts.ts'
import type { ContactTable } from './contacts.ts'

export interface TaskTable extends TableShape {
  readonly entitySet: 'tasks'
  readonly logicalName: 'task'
  readonly columns: {
    readonly activityid: KeyColumn
    readonly subject: TextColumn
    readonly scheduledend: DateTimeColumn
    readonly regardingobjectid: LookupColumn<'account' | 'contact'>
    readonly statecode: NotNull<ChoiceColumn<{ Open: 0; Completed: 1; Canceled: 2 }>>
  }
  readonly navigation: {
    readonly regardingobjectid_account_task: One<AccountTable>
    readonly regardingobjectid_contact_task: One<ContactTable>
  }
}

/** Task. Work to be done. */
export const tasks: Table<TaskTable> = defineTable<TaskTable>({
  entitySet: 'tasks',
  logicalName: 'task',
  key: 'activityid',
  columns: {
    activityid: 'key',
    subject: 'text',
    scheduledend: 'dateTime',
    regardingobjectid: {
      lookup: {
        account: ['regardingobjectid_account_task', 'accounts'],
        contact: ['regardingobjectid_contact_task', 'contacts'],
      },
    },
    statecode: { choice: { Open: 0, Completed: 1, Canceled: 2 } },
  },
  navigation: {
    regardingobjectid_account_task: { one: () => accounts },
    regardingobjectid_contact_task: { one: () => contacts },
  },
})
