export { childLink } from './child-link.ts';
export { type DeployedPart, type Deployment, deployedIn, deploymentsOf } from './deployments.ts';
export { failureMessage } from './failure.ts';
export * from './model.ts';
export { nodeStatus, statusOf } from './node-status.ts';
export { viewNode, viewNodes } from './node-view.ts';
export { wasRolledBack } from './rolled-back.ts';
export { stageCounts } from './stage-counts.ts';
export { touched } from './touched.ts';
