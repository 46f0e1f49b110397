import { expect, it } from 'vitest';
import { registryOfImage } from './image-registry.ts';

it.each([
  ['alpine', 'docker.io'],
  ['alpine:3.19', 'docker.io'],
  ['acme/tools', 'docker.io'],
  ['docker.io/acme/tools:7', 'docker.io'],
  ['index.docker.io/acme/tools', 'docker.io'],
  ['registry.example.com/tools', 'registry.example.com'],
  ['Registry:5000/tools@sha256:0', 'registry:5000'],
  ['localhost/tools', 'localhost'],
  ['registry.example.com', 'docker.io'],
])('the image %s is of the registry %s', (image, registry) => {
  expect(registryOfImage(image)).toBe(registry);
});
