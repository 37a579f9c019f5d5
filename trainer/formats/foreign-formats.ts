/** A format of tensors that is not read here: how it is told, and the two lines of Python that save it as one that is. */
export interface Foreign {
  readonly what: string
  readonly endings: readonly string[]
  /** Told by its bytes; one that has no sign of its own is told by its ending. */
  readonly isIt?: (file: Looked) => boolean
  readonly lines: (from: string, to: string) => readonly [string, string]
}

/** What is looked at to tell a format. */
export interface Looked {
  readonly head: Buffer
  readonly ending: string
  /** The files in it, where it is a zip archive. */
  readonly names: readonly string[]
}

const NUMBERS = "in 'fiub'"
const saved = (items: string, to: string) => `save_file({${items}}, ${to})`

/** The first that fits counts. */
export const FOREIGN: readonly Foreign[] = [
  {
    what: 'a TorchScript file',
    endings: [],
    isIt: ({ names }) => holds(names, 'data.pkl') && holds(names, 'constants.pkl'),
    lines: (from, to) => [
      'import torch; from safetensors.torch import save_file',
      saved(
        `k: v.clone().contiguous() for k, v in torch.jit.load(${from}, map_location='cpu').state_dict().items()`,
        to,
      ),
    ],
  },
  {
    what: "a PyTorch file (where its weights lie under a key, name it: torch.load(…)['state_dict'])",
    endings: ['.pt', '.pth'],
    isIt: ({ head, ending, names }) =>
      holds(names, 'data.pkl') ||
      head.includes(OLD_PYTORCH) ||
      (isPickle(head) && ['.pt', '.pth', '.bin', '.ckpt'].includes(ending)),
    lines: (from, to) => [
      'import torch; from safetensors.torch import save_file; weights = ' +
        `torch.load(${from}, map_location='cpu', weights_only=True)`,
      saved('k: v.clone().contiguous() for k, v in weights.items() if torch.is_tensor(v)', to),
    ],
  },
  {
    what: 'a Python pickle, which runs code when it is read: open it only if you trust it',
    endings: ['.pkl', '.pickle', '.joblib'],
    isIt: ({ head }) => isPickle(head),
    lines: (from, to) => [
      `import numpy, pickle; from safetensors.numpy import save_file; arrays = pickle.load(open(${from}, 'rb'))`,
      saved('k: numpy.ascontiguousarray(v) for k, v in arrays.items()', to),
    ],
  },
  {
    what: 'a Keras file',
    endings: ['.keras'],
    isIt: ({ names }) => holds(names, 'model.weights.h5'),
    lines: (from, to) => [
      `import keras, numpy; from safetensors.numpy import save_file; model = keras.models.load_model(${from})`,
      saved('w.path: numpy.ascontiguousarray(w.numpy()) for w in model.weights', to),
    ],
  },
  {
    what: 'an HDF5 file',
    endings: ['.h5', '.hdf5', '.hdf'],
    isIt: ({ head }) => head.includes('\x89HDF\r\n\x1a\n', 0, 'latin1'),
    lines: (from, to) => [
      'import h5py, numpy; from safetensors.numpy import save_file; file = ' +
        `h5py.File(${from}); names = []; file.visit(names.append)`,
      saved(
        `k: numpy.ascontiguousarray(file[k][()]) for k in names if getattr(file[k], 'dtype', numpy.dtype('O')).kind ${NUMBERS}`,
        to,
      ),
    ],
  },
  {
    what: 'a MATLAB file',
    endings: ['.mat'],
    isIt: ({ head }) => head.toString('latin1', 0, 8) === 'MATLAB 5',
    lines: (from, to) => [
      `import numpy, scipy.io; from safetensors.numpy import save_file; arrays = scipy.io.loadmat(${from})`,
      saved(
        `k: numpy.ascontiguousarray(v) for k, v in arrays.items() if getattr(v, 'dtype', numpy.dtype('O')).kind ${NUMBERS}`,
        to,
      ),
    ],
  },
  {
    what: 'a GGUF file',
    endings: ['.gguf'],
    isIt: ({ head }) => head.toString('latin1', 0, 4) === 'GGUF',
    lines: (from, to) => [
      'import numpy; from gguf import GGUFReader; from gguf.quants import dequantize; from safetensors.numpy import save_file',
      saved(
        `t.name: numpy.ascontiguousarray(dequantize(t.data, t.tensor_type)) for t in GGUFReader(${from}).tensors`,
        to,
      ),
    ],
  },
  {
    what: 'an ONNX file',
    endings: ['.onnx'],
    lines: (from, to) => [
      'import numpy, onnx; from onnx.numpy_helper import to_array; from safetensors.numpy import save_file',
      saved(`t.name: numpy.ascontiguousarray(to_array(t)) for t in onnx.load(${from}).graph.initializer`, to),
    ],
  },
  {
    what: 'a MessagePack file, as Flax writes it',
    endings: ['.msgpack'],
    lines: (from, to) => [
      'import numpy; from flax import serialization, traverse_util; from safetensors.numpy import save_file; tree = ' +
        `serialization.msgpack_restore(open(${from}, 'rb').read())`,
      saved(
        "k: numpy.ascontiguousarray(v) for k, v in traverse_util.flatten_dict(tree, sep='/').items() if hasattr(v, 'dtype')",
        to,
      ),
    ],
  },
  {
    what: 'a TensorFlow checkpoint',
    endings: ['.ckpt', '.index'],
    lines: (from, to) => [
      'import numpy, tensorflow as tf; from safetensors.numpy import save_file; ckpt = ' +
        `tf.train.load_checkpoint(${from.replace(/\.index'$/, "'")}); names = ckpt.get_variable_to_dtype_map()`,
      saved('k: numpy.asarray(ckpt.get_tensor(k)) for k, dtype in names.items() if dtype.is_floating', to),
    ],
  },
  {
    what: 'a text file of numbers',
    endings: ['.csv', '.tsv', '.txt'],
    lines: (from, to) => [
      `import numpy; from safetensors.numpy import save_file; x = numpy.loadtxt(${from}, delimiter=${from.endsWith(".tsv'") ? "'\\t'" : "','"})`,
      saved("'x': x", to),
    ],
  },
]

/** How PyTorch before 1.6 begins. */
const OLD_PYTORCH = Buffer.from('8a0a6cfc9c46f9206aa850192e', 'hex')

/** A pickle of protocol 2 or later. */
function isPickle(head: Buffer): boolean {
  return head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 9) <= 5
}

const holds = (names: readonly string[], file: string) =>
  names.some((name) => name === file || name.endsWith(`/${file}`))
