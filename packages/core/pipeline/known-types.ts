/** Stage types that Harness has and this server does not run yet. */
export const unsupportedStageTypes: ReadonlySet<string> = new Set([
  'CompositeLoadTest',
  'DRTest',
  'Dynamic',
  'FeatureFlag',
  'IACM',
  'IDP',
  'SecurityTests',
]);

/** Step types that Harness has and this server does not run yet. The list need not be complete to be useful. */
export const unsupportedStepTypes: ReadonlySet<string> = new Set(
  `
  Action AnalyzeDeploymentImpact AquaTrivy ArtifactoryUpload AsgBlueGreenDeploy AsgBlueGreenRollback
  AsgBlueGreenSwapService AsgCanaryDelete AsgCanaryDeploy AsgRollingDeploy AsgRollingRollback AwsCdkBootstrap
  AwsCdkDeploy AwsCdkDestroy AwsCdkDiff AwsCdkRollback AwsCdkSynth AwsSamBuild AwsSamDeploy AwsSamRollback
  AzureARMRollback AzureCreateARMResource AzureCreateBPResource AzureSlotDeployment AzureSwapSlot AzureTrafficShift
  AzureWebAppRollback Bamboo BambooBuild BasicAppSetup Bitrise BlueGreenAppSetup
  BuildAndPushACR BuildAndPushDockerRegistry BuildAndPushECR BuildAndPushGAR BuildAndPushGCR CanaryAppSetup Chaos
  CheckCommandStep CloudFormationCreateStack Command Container CookieCutter CreatePR CreateStack
  CustomIngest DeleteStack DeployCloudFunction DeployCloudFunctionGenOne DownloadAwsS3 DownloadServerlessManifests
  EcsBasicRollback EcsBlueGreenCreateService EcsBlueGreenRollback EcsBlueGreenSwapTargetGroups EcsCanaryDelete
  EcsCanaryDeploy EcsRollingDeploy EcsRollingRollback EcsRunTask EcsServiceSetup EcsUpgradeContainer
  ElastigroupBGStageSetup ElastigroupDeploy ElastigroupRollback ElastigroupSetup ElastigroupSwapRoute
  EventListener FlagConfiguration FetchInstanceScript FetchServerlessManifests GCSUpload
  GitOpsFetchLinkedApps GitOpsGetAppDetails GitOpsSync GitOpsUpdateReleaseRepo Gitleaks GoogleFunctionsDeploy
  HelmBGDeploy HelmBlueGreenSwapStep HelmCanaryDelete HelmCanaryDeploy HelmDelete HelmDeploy HelmRollback
  IACMOpenTofuPlugin IACMTerraformPlugin IntegrationTest JenkinsBuild JiraApproval JiraCreate JiraUpdate
  K8sApply K8sBGSwapServices K8sBlueGreenDeploy K8sBlueGreenStageScaleDown K8sCanaryDelete K8sCanaryDeploy
  K8sDelete K8sDryRun K8sPatch K8sRollingDeploy K8sRollingRollback K8sRollout K8sScale K8sTrafficRouting
  MergePR Policy RestoreCacheGCS RestoreCacheHarness RestoreCacheS3 RevertPR RollbackCloudFunction
  RollbackStack RunTests S3Upload SaveCacheGCS SaveCacheHarness SaveCacheS3 Security ServerlessAwsLambdaDeploy
  ServerlessAwsLambdaDeployV2 ServerlessAwsLambdaPackageV2 ServerlessAwsLambdaPrepareRollbackV2
  ServerlessAwsLambdaRollback ServerlessAwsLambdaRollbackV2 ServiceNowApproval ServiceNowCreate
  ServiceNowImportSet ServiceNowUpdate ShellScriptProvision SlsaVerification Sonarqube SscaArtifactSigning
  SscaArtifactVerification SscaCompliance SscaEnforcement SscaOrchestration Snyk SwapRollback SwapRoutes
  TanzuCommand TasAppResize TasRollback TasRollingDeploy TasRollingRollback Terraform TerraformApply
  TerraformCloudRollback TerraformCloudRun TerraformDestroy TerraformPlan TerraformRollback TerragruntApply
  TerragruntDestroy TerragruntPlan TerragruntRollback Test UpdateReleaseRepo Verify VmssAppSetup Wiz Zap
  `
    .trim()
    .split(/\s+/),
);
