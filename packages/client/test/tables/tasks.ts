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
import { schema } from './schema.ts'
import type { Tables } from './schema.ts'

declare module './schema.ts' {
  interface Tables {
    task: TaskTable
  }
}

export interface TaskTable extends TableShape {
  readonly entitySet: 'tasks'
  readonly logicalName: 'task'
  readonly tables: Tables
  readonly columns: {
    readonly activityid: KeyColumn
    readonly subject: TextColumn
    readonly scheduledend: DateTimeColumn
    readonly regardingobjectid: LookupColumn<'account' | 'contact'>
    readonly statecode: NotNull<ChoiceColumn<{ 0: 'Open'; 1: 'Completed'; 2: 'Canceled' }>>
  }
  readonly navigation: {
    readonly regardingobjectid_account_task: One<'account'>
    readonly regardingobjectid_contact_task: One<'contact'>
  }
}

/** Task. Work to be done. */
export const tasks: Table<TaskTable> = schema.table('task')
