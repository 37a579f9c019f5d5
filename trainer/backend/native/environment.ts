/** What TensorFlow and CUDA read from the environment when they are loaded. */
const everywhere = {
  // Hides what TensorFlow tells of its build and its processor; errors still show.
  TF_CPP_MIN_LOG_LEVEL: '2',
  // oneDNN sums in another order on each kind of processor and announces itself at every start; Eigen is as fast here.
  TF_ENABLE_ONEDNN_OPTS: '0',
  // Threads belong to a context and not to the process: small steps are computed by one (see programs/native-routines.ts).
  TF_OVERRIDE_GLOBAL_THREADPOOL: '1',
}

const onGpu = {
  // Matrix products of float32 otherwise keep 10 bits of the mantissa (TF32) on every GPU since Ampere.
  NVIDIA_TF32_OVERRIDE: '0',
  // The kernels that add in the order in which threads finish are replaced by those that do not.
  TF_DETERMINISTIC_OPS: '1',
  CUBLAS_WORKSPACE_CONFIG: ':4096:8',
  // A trainer takes what it needs and not the whole GPU: replays and branches of its run compute beside it.
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
}

/** The settings for a process that is to load TensorFlow, this one or a child; what the user has set is left out. */
export function tensorflowEnvironment(gpu: boolean): Record<string, string> {
  const settings = { ...everywhere, ...(gpu ? onGpu : {}) }
  return Object.fromEntries(Object.entries(settings).filter(([name]) => process.env[name] === undefined))
}
