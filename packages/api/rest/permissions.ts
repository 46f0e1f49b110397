export { PERMISSIONS, type Permission } from '@reprise/core/access';
