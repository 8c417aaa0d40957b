import { DatabaseSync } from 'node:sqlite'
import type { Account, Contact } from './rows.ts'

/** The same rows in SQLite, with the indexes that a table of Dataverse has: keys, alternate keys, lookups. */
export function openSqlite(accounts: readonly Account[], contacts: readonly Contact[]): DatabaseSync {
  const database = new DatabaseSync(':memory:')
  database.exec(`
    create table account (accountid text primary key, name text collate nocase, accountnumber text collate nocase, revenue real,
      numberofemployees integer, address1_city text collate nocase) without rowid;
    create table contact (contactid text primary key, lastname text collate nocase, numberofchildren integer, accountid text) without rowid;
    create index account_number on account (accountnumber);
    create index contact_account on contact (accountid);
    begin`)
  const account = database.prepare('insert into account values (?, ?, ?, ?, ?, ?)')
  for (const row of accounts) {
    account.run(row.accountid, row.name, row.accountnumber, row.revenue, row.numberofemployees, row.address1_city)
  }
  const contact = database.prepare('insert into contact values (?, ?, ?, ?)')
  for (const row of contacts) contact.run(row.contactid, row.lastname, row.numberofchildren, row.accountid)
  database.exec('commit; analyze')
  return database
}
