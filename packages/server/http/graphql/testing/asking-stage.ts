/** A pipeline whose stage waits for a value, and then for a while. */
export const ASKING_STAGE = `pipeline:
  identifier: asks
  name: Asks
  stages:
    - stage:
        identifier: deploy
        name: Deploy
        type: Custom
        variables:
          - {name: region, type: String, value: eu}
          - {name: token, type: Secret, value: a_secret}
          - name: env
            type: String
            required: true
            value: <+input>.executionInput().allowedValues(dev,prod)
        spec:
          execution:
            steps:
              - step: {identifier: pause, name: Pause, type: Wait, spec: {duration: 10s}}
`;
