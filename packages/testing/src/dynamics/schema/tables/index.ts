import type { TableSource } from '../table-source.ts'
import { activitypointer, annotation, task } from './activities.ts'
import { accountleads, contactleads, crmbaseentity, expando, transactioncurrency, usersettings } from './base.ts'
import { fieldpermission, fieldsecurityprofile, systemuserprofiles, teamprofiles } from './column-security.ts'
import { activitymimeattachment, activityparty, appointment, email, fax, letter, phonecall } from './communications.ts'
import { connection, connectionrole } from './connections.ts'
import { backgroundoperation, customapi, customapirequestparameter, customapiresponseproperty } from './custom-apis.ts'
import { account, contact, lead, opportunity } from './customers.ts'
import { duplicaterule, duplicaterulecondition } from './duplicates.ts'
import { bulkdeletefailure, bulkdeleteoperation, duplicaterecord } from './jobs.ts'
import { attributemap, entitymap } from './mappings.ts'
import { asyncoperation, sdkmessage, sdkmessagefilter, workflow } from './messages.ts'
import { businessunit, organization, position } from './organization.ts'
import { principal, systemuser, team, teammembership } from './principals.ts'
import { competitor, opportunityclose, pricelevel, product } from './sales.ts'
import { principalobjectaccess, teamtemplate } from './security-sharing.ts'
import { privilege, role, roleprivileges, roletemplate, systemuserroles, teamroles } from './security.ts'
import { contoso_sensordata } from './sensor-data.ts'
import { incident, incidentresolution, queue, queueitem, subject } from './service.ts'
import {
  dependency,
  environmentvariabledefinition,
  environmentvariablevalue,
  publisher,
  solution,
  solutioncomponent,
} from './solutions.ts'
import { savedquery, userquery } from './views.ts'

/** The tables a fake environment has when it is given no schema. Base types come before those that extend them. */
export const standardTables: readonly TableSource[] = [
  crmbaseentity,
  expando,
  principal,
  activitypointer,
  account,
  accountleads,
  activitymimeattachment,
  activityparty,
  annotation,
  appointment,
  asyncoperation,
  attributemap,
  backgroundoperation,
  bulkdeletefailure,
  bulkdeleteoperation,
  businessunit,
  competitor,
  connection,
  connectionrole,
  contact,
  contactleads,
  contoso_sensordata,
  customapi,
  customapirequestparameter,
  customapiresponseproperty,
  dependency,
  duplicaterecord,
  duplicaterule,
  duplicaterulecondition,
  email,
  entitymap,
  environmentvariabledefinition,
  environmentvariablevalue,
  fax,
  fieldpermission,
  fieldsecurityprofile,
  incident,
  incidentresolution,
  lead,
  letter,
  opportunity,
  opportunityclose,
  organization,
  phonecall,
  position,
  pricelevel,
  principalobjectaccess,
  privilege,
  product,
  publisher,
  queue,
  queueitem,
  role,
  roleprivileges,
  roletemplate,
  savedquery,
  sdkmessage,
  sdkmessagefilter,
  solution,
  solutioncomponent,
  subject,
  systemuser,
  systemuserprofiles,
  systemuserroles,
  task,
  team,
  teammembership,
  teamprofiles,
  teamroles,
  teamtemplate,
  transactioncurrency,
  userquery,
  usersettings,
  workflow,
]
