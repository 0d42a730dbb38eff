/** Small well-formed bodies for tests to vary. */
export const LINUX = {
  imageReference: { publisher: 'Contoso', offer: 'Server', sku: '16.04' },
  nodeAgentSKUId: 'batch.node.ubuntu 16.04',
};
export const WINDOWS = {
  imageReference: { publisher: 'Contoso', offer: 'WindowsServer', sku: '2016' },
  nodeAgentSKUId: 'batch.node.windows amd64',
};

export function poolBody(given: object = {}) {
  return {
    id: 'render',
    vmSize: 'STANDARD_D2_V2',
    virtualMachineConfiguration: LINUX,
    targetDedicatedNodes: 2,
    ...given,
  };
}

export function cloudServicePool(given: object = {}) {
  return {
    id: 'web',
    vmSize: 'small',
    cloudServiceConfiguration: { osFamily: '4' },
    targetDedicatedNodes: 1,
    ...given,
  };
}

export function jobBody(given: object = {}) {
  return { id: 'frames', poolInfo: { poolId: 'render' }, ...given };
}

export function autoPoolJob(pool: object = {}, specification: object = {}) {
  const { id: _, ...nested } = poolBody(pool);
  return {
    id: 'frames',
    poolInfo: { autoPoolSpecification: { poolLifetimeOption: 'job', pool: nested, ...specification } },
  };
}

export function taskBody(given: object = {}) {
  return { id: 'frame-1', commandLine: 'render 1', ...given };
}
