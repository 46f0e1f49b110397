/** Who may do what: every command and query about users, groups, roles, tokens and the audit. */

export {
  checkAccess,
  createAssignments,
  deleteAssignment,
  listAssignments,
} from './assignments.ts';
export { listActs, listAudit } from './audit.ts';
export {
  createGroup,
  deleteGroup,
  getGroup,
  listGroups,
  setMember,
  updateGroup,
} from './groups.ts';
export {
  createResourceGroup,
  createRole,
  deleteResourceGroup,
  deleteRole,
  getResourceGroup,
  getRole,
  listResourceGroups,
  listRoles,
  updateResourceGroup,
  updateRole,
} from './roles.ts';
export {
  createServiceAccount,
  deleteServiceAccount,
  listServiceAccounts,
  updateServiceAccount,
} from './service-accounts.ts';
export { acceptInvitation, login, logout } from './sessions.ts';
export {
  createApiKey,
  createToken,
  deleteApiKey,
  deleteToken,
  listApiKeys,
  listTokens,
  rotateToken,
  validateToken,
} from './tokens.ts';
export { deleteUser, getCurrentUser, inviteUsers, listUsers } from './users.ts';
