const DOCKER_HUB = 'docker.io';
const NAMES_OF_DOCKER_HUB: ReadonlySet<string> = new Set([
  DOCKER_HUB,
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'hub.docker.com',
]);

/** A registry by its host and port; Docker Hub has many names and is known by one. */
export function registryCalled(host: string): string {
  const plain = host.toLowerCase();
  return NAMES_OF_DOCKER_HUB.has(plain) ? DOCKER_HUB : plain;
}

/** The registry that the name of an image means: what stands before the first slash, if it reads like a host. */
export function registryOfImage(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return isHost ? registryCalled(first) : DOCKER_HUB;
}
